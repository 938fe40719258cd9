# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the benchmarks measure beside what is promised. `--write PAGE` puts the figures into the table of that page."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

UNITS = {" MB": " МБ", " ms": " мс", " s": " с"}


class Promise(NamedTuple):
    """A figure and its bound. what: the first cell of its row on the page. unit: what stands behind both."""

    what: str
    figure: float
    bound: float
    unit: str = ""
    at_least: bool = False

    @property
    def kept(self) -> bool:
        return self.figure >= self.bound if self.at_least else self.figure <= self.bound

    @property
    def shown(self) -> str:
        digits = 2 if abs(self.figure) < 10 else 0 if abs(self.figure) >= 100 else 1
        return f"{self.figure:.{digits}f}{self.unit}"

    @property
    def promised(self) -> str:
        return f"{'≥' if self.at_least else '≤'} {self.bound:g}{self.unit}"


def parser(description: str | None = None) -> argparse.ArgumentParser:
    """The options of every benchmark."""
    made = argparse.ArgumentParser(description=description)
    made.add_argument("--write", type=Path, metavar="PAGE", help="put the figures into the table of this page, too")
    return made


def conclude(promises: Sequence[Promise], page: Path | None) -> int:
    """Say which promises are kept, and write the figures. Returns what the process ends with."""
    for one in promises:
        print(f"{'as promised' if one.kept else 'NOT AS PROMISED'}: {one.what}: {one.shown} ({one.promised})")
    if page:
        rows = _write(page, promises)
        # The Russian page has the same rows in the same order, a decimal comma, and units of its own.
        russian = page.parent / "ru" / page.name
        lines = russian.read_text("utf-8").splitlines()
        places = _rows(lines)
        for at, one in rows:
            what = lines[places[at]].split("|")[1]
            figures = f" {one.shown} | {one.promised} |".replace(".", ",")
            lines[places[at]] = f"|{what}|{figures.replace(one.unit, UNITS.get(one.unit, one.unit))}"
        russian.write_text("\n".join(lines) + "\n", "utf-8")
    return int(not all(one.kept for one in promises))


def _write(page: Path, promises: Sequence[Promise]) -> list[tuple[int, Promise]]:
    """Put the figures into their rows. Returns the numbers of the rows."""
    lines = page.read_text("utf-8").splitlines()
    places = _rows(lines)
    named = {lines[place].split("|")[1].strip(): at for at, place in enumerate(places)}
    rows = []
    for one in promises:
        if one.what not in named:
            raise SystemExit(f"{page} has no row {one.what!r}: add one, and one in Russian")
        at = named[one.what]
        lines[places[at]] = f"| {one.what} | {one.shown} | {one.promised} |"
        rows.append((at, one))
    page.write_text("\n".join(lines) + "\n", "utf-8")
    return rows


def _rows(lines: Sequence[str]) -> list[int]:
    """Where the rows of the table are, without its two lines of heading."""
    return [number for number, line in enumerate(lines) if line.startswith("| ")][1:]
