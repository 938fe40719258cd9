(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const box = document.getElementById("filter");
  const output = document.querySelector("output");
  const sections = all("main section").filter(section => section.querySelector("svg")).map(section => ({
    section,
    rows: all("tbody tr", section).map(row => ({
      row,
      states: new Set(all("td div", row).map(registration => registration.classList[0])),
      text: `${section.querySelector("h2").textContent} ${row.textContent}`.toLowerCase(),
    })),
  }));
  const buttons = all(".tiles button");
  const total = sections.reduce((sum, { rows }) => sum + rows.length, 0);

  const apply = () => {
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    const states = buttons.filter(b => b.getAttribute("aria-pressed") === "true").map(b => b.classList[0]);
    let shown = 0;
    for (const { section, rows } of sections) {
      let here = 0;
      for (const { row, states: has, text } of rows) {
        const fits = words.every(word => text.includes(word)) && (!states.length || states.some(s => has.has(s)));
        row.hidden = !fits;
        here += fits;
      }
      section.hidden = !here;
      shown += here;
    }
    const numbers = [shown, total].map(number => number.toLocaleString(document.documentElement.lang));
    output.textContent =
      words.length || states.length ? output.dataset.of.replace(/{}/g, () => numbers.shift()) : "";
    document.querySelector(".none").hidden = shown > 0 || !total;
  };

  for (const button of buttons) {
    button.disabled = false;
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", String(button.getAttribute("aria-pressed") !== "true"));
      apply();
    });
  }
  box.addEventListener("input", apply);
  document.querySelector(".search").hidden = false;

  let unfolded = [];
  addEventListener("beforeprint", () => {
    unfolded = all("details:not([open])");
    unfolded.forEach(details => { details.open = true; });
  });
  addEventListener("afterprint", () => unfolded.forEach(details => { details.open = false; }));
})();
