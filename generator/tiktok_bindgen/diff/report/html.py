"""The report as one HTML file that needs nothing else."""

from __future__ import annotations

import re
from html import escape

from tiktok_bindgen.diff.model import Change
from tiktok_bindgen.diff.report._report import Report

_CODE = re.compile(r"`([^`]*)`")

_STYLE = """
:root { color-scheme: light dark; --line: light-dark(#d8dde3, #3a4048); --soft: light-dark(#5b6470, #9aa4b0);
  --breaking: light-dark(#b3261e, #ff8a80); --risky: light-dark(#8a5a00, #ffc766);
  --safe: light-dark(#1b6e3c, #7fd39b);
  --back: light-dark(#ffffff, #16191d); --card: light-dark(#f7f9fb, #1d2126); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--back); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.4rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; color: var(--soft); }
form { position: sticky; top: 0; z-index: 1; display: flex; flex-wrap: wrap; gap: .5rem 1rem;
  align-items: center; padding: .75rem 0; background: var(--back); border-bottom: 1px solid var(--line); }
input[type=search] { flex: 1 1 16rem; padding: .4rem .6rem; font: inherit; border: 1px solid var(--line);
  border-radius: .4rem; background: var(--card); color: inherit; }
label { display: inline-flex; gap: .35rem; align-items: center; font-weight: 600; }
section { margin: 1.25rem 0; border: 1px solid var(--line); border-radius: .5rem; overflow: hidden; }
h2 { margin: 0; padding: .6rem .9rem; font: 600 .95rem ui-monospace, monospace; background: var(--card);
  border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
ul { list-style: none; margin: 0; padding: 0; }
li { padding: .6rem .9rem; border-left: .3rem solid var(--tone); }
li + li { border-top: 1px solid var(--line); border-left-color: var(--tone); }
.breaking { --tone: var(--breaking); } .risky { --tone: var(--risky); } .safe { --tone: var(--safe); }
strong { color: var(--tone); margin-right: .4rem; }
small { display: block; color: var(--soft); overflow-wrap: anywhere; }
.hint { display: block; }
a { color: inherit; }
code { font: .92em ui-monospace, monospace; }
[hidden] { display: none !important; }
"""

# Hides what does not match; without scripts everything is shown.
_SCRIPT = """
const form = document.querySelector('form');
form.hidden = false;
form.addEventListener('input', () => {
  const words = form.elements.words.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const shown = new Set([...form.querySelectorAll('[type=checkbox]:checked')].map(box => box.value));
  let count = 0;
  for (const section of document.querySelectorAll('section')) {
    const title = section.querySelector('h2').textContent.toLowerCase();
    let any = false;
    for (const item of section.querySelectorAll('li')) {
      const text = title + ' ' + item.textContent.toLowerCase();
      item.hidden = !(shown.has(item.className) && words.every(word => text.includes(word)));
      any ||= !item.hidden;
      count += !item.hidden;
    }
    section.hidden = !any;
  }
  document.querySelector('output').textContent = count + ' shown';
});
form.addEventListener('submit', event => event.preventDefault());
"""


def render(report: Report) -> str:
    """Write the report as HTML."""
    title = f"{report.names.old} → {report.names.new}"
    boxes = "".join(
        f'<label class="{severity}"><input type="checkbox" value="{severity}" checked>'
        f"<strong>{count} {severity}</strong></label>"
        for severity, count in report.counts().items()
    )
    groups = "".join(
        f"<section><h2>{_text(head)}</h2><ul>{''.join(map(_item, changes))}</ul></section>\n"
        for head, changes in report.groups()
    )
    remarks = "".join(f"<p>{_text(remark)}</p>" for remark in report.remarks())
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; \
script-src 'unsafe-inline'">
<title>{_text(title)}</title>
<style>{_STYLE}</style>
</head>
<body>
<main>
<h1>{_text(title)}</h1>
<p>{_text(report.summary())}</p>
{remarks}
<form hidden><input type="search" name="words" placeholder="Filter" aria-label="Filter">{boxes}\
<output>{len(report.changes)} shown</output></form>
{groups}</main>
<script>{_SCRIPT}</script>
</body>
</html>
"""


def _item(change: Change) -> str:
    where = " · ".join(_text(part) for part in (change.pointer, change.id, change.fingerprint) if part)
    hint = f'<span class="hint">→ {_marked(change.hint)}</span>' if change.hint else ""
    if change.page:
        page = _text(change.page)
        hint += f'<span class="hint">→ <a href="{page}">{page}</a></span>'
    return (
        f'<li class="{change.severity}"><strong>{change.severity}</strong>{_marked(change.message)}{hint}'
        f"<small>{where}</small></li>"
    )


def _marked(text: str) -> str:
    """A text with what stands in back-ticks as code."""
    return _CODE.sub(r"<code>\1</code>", _text(text))


def _text(text: str) -> str:
    return escape("".join(c if c.isprintable() else " " for c in text))
