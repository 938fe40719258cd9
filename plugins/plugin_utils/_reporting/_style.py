# Copyright (c) 2026, smsops.smsc contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The style of the HTML report. Colours are named once, for light and for dark."""

from __future__ import annotations

_LIGHT = """
--page:#f6f7f9;--card:#fff;--ink:#1b1f24;--soft:#5b6470;--line:#dfe3e8;--hover:#f3f6fa;--focus:#0b62d6;
--ac:#146c35;--ac-bg:#def5e5;--ac-bar:#2fa25a;--su:#0a4fa8;--su-bg:#e1edfd;--su-bar:#4a8fe7;
--pe:#7a4b00;--pe-bg:#fdf0d0;--pe-bar:#e9b23c;--re:#a4161a;--re-bg:#fde4e4;--re-bar:#dc4a4d;
--sp:#6a2a94;--sp-bg:#f2e5fb;--sp-bar:#a565d0;--no:#525b66;--no-bg:#eceff2;--no-bar:#b7bfc8;
--un:#3d434a;--un-bg:#fff;--un-bar:#7b848e;
"""
_DARK = """
--page:#0f1317;--card:#171c22;--ink:#e7ebef;--soft:#9aa5b1;--line:#2b333c;--hover:#1d242b;--focus:#78b0ff;
--ac:#7ddf9d;--ac-bg:#12351f;--ac-bar:#2f9b57;--su:#93c1ff;--su-bg:#142c4d;--su-bar:#3f80d6;
--pe:#f4cb6f;--pe-bg:#3a2c0c;--pe-bar:#b98a22;--re:#ff9d9d;--re-bg:#471a1c;--re-bar:#cc4346;
--sp:#d9aef5;--sp-bg:#381c4b;--sp-bar:#8d4fb8;--no:#b0bac4;--no-bg:#262d35;--no-bar:#4c5763;
--un:#d3dae1;--un-bg:#171c22;--un-bar:#6d7884;
"""
# A cell for each registration makes most of the file, so classes are short.
CLASSES = {
    "accepted": "ac",
    "submitted": "su",
    "pending": "pe",
    "rejected": "re",
    "suspended": "sp",
    "not_found": "no",
    "unknown": "un",
}

STYLE = (
    f":root{{color-scheme:light dark;{_LIGHT}}}\n@media (prefers-color-scheme:dark){{:root{{{_DARK}}}}}\n"
    # Paper is white, whatever the screen is.
    f"@media print{{:root{{{_LIGHT}--page:#fff}}}}\n"
    + "".join(
        f".{n}{{--fg:var(--{n});--bg:var(--{n}-bg)}}rect.{n}{{fill:var(--{n}-bar)}}button.{n}{{--bar:var(--{n}-bar)}}\n"
        for n in CLASSES.values()
    )
    + """
*{box-sizing:border-box}
[hidden]{display:none!important}
body{margin:0;background:var(--page);color:var(--ink);font:15px/1.45 system-ui,-apple-system,"Segoe UI",Roboto,
"Noto Sans","DejaVu Sans",sans-serif;font-variant-numeric:tabular-nums;-webkit-text-size-adjust:100%}
header,main,footer{padding:0 clamp(12px,3vw,40px)}
header{padding-top:28px}
h1{margin:0;font-size:26px;line-height:1.2;letter-spacing:-.01em;overflow-wrap:anywhere}
h2{margin:0;font-size:18px;overflow-wrap:anywhere}
.sizes{margin:4px 0 18px;color:var(--soft)}
.tiles{display:flex;flex-wrap:wrap;gap:10px;margin:0 0 16px;padding:0;list-style:none}
.tiles button{display:grid;min-width:112px;padding:9px 14px 10px;border:1px solid var(--line);border-radius:10px;
border-top:4px solid var(--bar);background:var(--card);color:var(--soft);font:inherit;font-size:13px;text-align:left}
.tiles strong{color:var(--fg);font-size:24px;line-height:1.15;font-weight:650}
.tiles span::before{margin-right:5px;color:var(--fg);font-weight:700}
.tiles button:enabled{cursor:pointer}
.tiles button:enabled:hover{background:var(--hover)}
.tiles button[aria-pressed=true]{border-color:var(--bar);background:var(--bg);color:var(--fg)}
:focus-visible{outline:2px solid var(--focus);outline-offset:2px}
.filter{display:flex;align-items:center;gap:10px;margin:0 0 8px}
.filter label{font-weight:600}
.filter input{flex:1;max-width:440px;min-width:0;padding:8px 12px;border:1px solid var(--line);border-radius:8px;
background:var(--card);color:inherit;font:inherit}
.filter output{color:var(--soft);white-space:nowrap}
.filter output:empty{display:none}
.gate{margin:0 0 18px;padding:10px 16px;border:1px solid var(--line);border-left:5px solid var(--no-bar);
border-radius:10px;background:var(--card)}
.gate strong{margin-right:10px}
.gate.open{border-left-color:var(--ac-bar)}.gate.open strong{color:var(--ac)}
.gate.shut{border-left-color:var(--re-bar)}.gate.shut strong{color:var(--re)}
.gate.open strong::before{content:"✓ "}.gate.shut strong::before{content:"✕ "}
.gate span{overflow-wrap:anywhere}
.gate details{margin-top:4px}
.gate ul{margin:8px 0 4px;padding-left:20px;overflow-wrap:anywhere}
section{margin:24px 0 0}
.bar-head{display:flex;flex-wrap:wrap;align-items:baseline;gap:2px 14px;margin-bottom:10px}
.bar-head p{margin:0;color:var(--soft);font-size:14px}
svg{flex:1 1 160px;align-self:center;width:160px;max-width:420px;height:8px;border-radius:4px;background:var(--no-bg)}
table{width:100%;table-layout:fixed;border:1px solid var(--line);border-radius:10px;border-spacing:0;
background:var(--card)}
.away{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
th,td{padding:8px;border-bottom:1px solid var(--line);text-align:left;vertical-align:top;font-weight:400}
tbody tr:last-child>*{border-bottom:0}
tr>:first-child{padding-left:16px}
thead th{position:sticky;top:0;z-index:1;background:var(--card);font-size:13px;font-weight:600;overflow-wrap:anywhere}
thead th:first-child{width:30%;border-top-left-radius:10px}
thead th:last-child{border-top-right-radius:10px}
tbody tr:hover>*{background:var(--hover)}
tbody tr:last-child>:first-child{border-bottom-left-radius:10px}
tbody tr:last-child>:last-child{border-bottom-right-radius:10px}
summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}
summary::marker{color:var(--soft)}
summary i{color:var(--soft);font-style:normal;font-weight:400}
th p{margin:6px 0;padding:8px 12px;border-left:3px solid var(--line);background:var(--page);font-size:14px;
white-space:pre-wrap;overflow-wrap:anywhere}
th small{display:block;padding-left:17px;color:var(--soft);font-size:12px;overflow-wrap:anywhere}
th em{display:block;margin:3px 0 0 17px;color:var(--re);font-size:13px;font-style:normal;overflow-wrap:anywhere}
th em::before{content:"⚠ "}
td div{color:var(--soft);font-size:12px;line-height:1.35}
td div+div{margin-top:6px}
td b{display:table;margin-bottom:2px;padding:2px 9px 2px 7px;border:1px solid transparent;border-radius:20px;
background:var(--bg);color:var(--fg);font-size:13px;font-weight:550;white-space:nowrap}
td b::before{display:inline-block;min-width:1.05em;margin-right:3px;font-weight:700;text-align:center}
td .x b{border:1px dashed var(--fg)}
td .un b{border:1px solid var(--fg)}
code{margin-left:8px;font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;
overflow-wrap:anywhere}
time{white-space:nowrap}
td time::before{content:" · "}
.none{color:var(--soft)}
footer{padding-top:16px;padding-bottom:32px;color:var(--soft);font-size:13px}
footer p{margin:0 0 2px}

@media screen and (max-width:960px){
h1{font-size:22px}
.tiles{gap:8px}
.tiles li{flex:1 1 96px}
.tiles button{width:100%;min-width:0;padding:7px 10px}
.tiles strong{font-size:20px}
.filter label{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.filter input{max-width:none;font-size:16px}
table,tbody tr,tbody th,td{display:block;width:auto;padding:0;border:0}
table{background:none}
thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
tbody{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,320px),1fr));gap:10px}
tbody tr{padding:10px 14px 12px;border:1px solid var(--line);border-radius:10px;background:var(--card)}
tbody tr:hover>*{background:none}
tr>:first-child{padding:0 0 5px}
td div,td div+div{display:flex;align-items:center;gap:10px;margin:0;padding:3px 0 3px 17px}
td b{order:1;margin:0}
td time{order:2}
td time::before{content:none}
code{flex:0 0 84px;margin:0}
}
@media print{
@page{size:A4 landscape;margin:11mm}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
body{font-size:11px}
header,main,footer{padding-left:0;padding-right:0}
header{padding-top:0}
.filter{display:none!important}
summary{list-style:none}
.gate{margin-bottom:10px;padding:6px 12px}
.tiles button{min-width:84px;padding:3px 9px;font-size:10px}
.tiles strong{font-size:15px}
section{margin-top:14px}
.bar-head{margin-bottom:5px;break-after:avoid}
h2{font-size:14px}
th,td{padding:4px 5px}
thead th{position:static;font-size:10px}
tr>:first-child{padding-left:10px}
th p{margin:2px 0;padding:3px 7px;font-size:10px}
th small,th em{padding-left:0;margin-left:0;font-size:9px}
td div,code{font-size:8.5px}
td b{margin:0;padding:0 6px 0 4px;font-size:9.5px}
code{margin-left:5px}
tr{break-inside:avoid}
}
"""
    + "\n"
)
