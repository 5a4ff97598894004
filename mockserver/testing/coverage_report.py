"""Contract coverage as text for a terminal, as JSON, and as a page."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Any, Final

from mockserver.testing.coverage import Coverage, Row, Tests, Told

FORMS: Final = ("term", "html", "json")
FILES: Final = {"html": "contract-coverage.html", "json": "contract-coverage.json"}
"""Where the forms that are files are written, below the folder where the run began."""

_TESTS: Final = 3


def write(coverage: Coverage, forms: Sequence[str], folder: Path) -> list[Path]:
    """Write the forms that are files; answers where they are."""
    texts = {"html": html, "json": as_json}
    written = []
    for form in forms:
        if form in FILES:
            path = folder / FILES[form]
            path.write_text(texts[form](coverage), encoding="utf-8")
            written.append(path)
    return written


def total(coverage: Coverage) -> str:
    """One line: how much of what counts."""
    return (
        f"contract coverage {coverage.percent:.0f}%: {coverage.driven} of {coverage.counted} outcomes "
        f"of {len(coverage.rows)} actions and routes"
    )


def shortfall(coverage: Coverage, minimum: float) -> str | None:
    """Why a minimum is missed, or None."""
    if coverage.percent >= minimum:
        return None
    return f"contract coverage of {coverage.percent:.1f}% is below the minimum of {minimum:g}%"


def terminal(coverage: Coverage) -> Iterator[str]:
    """The lines for a terminal."""
    for row in coverage.rows:
        yield f"{row.action}  {len(row.expected) - len(row.missing)} of {len(row.expected)}"
        for outcome, tests in row.driven.items():
            yield f"    {outcome:<26}{_calls(tests):<10}{_named(tests)}".rstrip()
        if row.missing:
            yield from _wrapped("never driven: ", row.missing, indent="    ")
    choices = [told.id for told in coverage.met(choice_only=True)]
    never = [f"{told.id}*" if told.is_choice_only else told.id for told in coverage.never_met()]
    if coverage.rows:
        yield ""
    yield f"statements met: {len(coverage.met())} of {len(coverage.statements)}"
    if choices:
        yield from _wrapped("met, but resting on choices of this server only: ", choices)
    if never:
        yield from _wrapped("never met (* rests on a choice of this server only): ", never)
    yield total(coverage)


def _wrapped(head: str, names: Sequence[str], indent: str = "") -> list[str]:
    return textwrap.wrap(
        f"{indent}{head}{', '.join(names)}", 110, subsequent_indent=f"{indent}    ", break_on_hyphens=False
    )


def _calls(tests: Tests) -> str:
    number = sum(tests.values())
    return f"{number} call{'' if number == 1 else 's'}"


def _named(tests: Tests) -> str:
    names = [name for name in tests if name]
    more = f" and {len(names) - _TESTS} more" if len(names) > _TESTS else ""
    return ", ".join(names[:_TESTS]) + more


def as_json(coverage: Coverage) -> str:
    """The whole matrix as one JSON document."""
    document = {
        "percent": round(coverage.percent, 2),
        "driven": coverage.driven,
        "counted": coverage.counted,
        "actions": [_row_json(row) for row in coverage.rows],
        "statements": [_statement_json(told) for told in coverage.statements],
    }
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _row_json(row: Row) -> dict[str, Any]:
    outcomes = {
        outcome: {"calls": sum(tests.values()), "tests": sorted(name for name in tests if name)}
        for outcome, tests in row.driven.items()
    }
    return {"action": row.action, "counted": row.expected, "outcomes": outcomes, "missing": row.missing}


def _statement_json(told: Told) -> dict[str, Any]:
    return {
        "id": told.id,
        "kinds": told.kinds,
        "choice_only": told.is_choice_only,
        "text": told.text,
        "met": bool(told.tests),
        "tests": sorted(name for name in told.tests if name),
    }


_STYLE: Final = """\
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 76rem; padding: 0 1rem; color: #1c2430 }
table { border-collapse: collapse; margin: 1rem 0 2rem; width: 100% }
th, td { border: 1px solid #d5dbe3; padding: .3rem .6rem; text-align: left; vertical-align: top }
thead th { background: #f2f4f7; position: sticky; top: 0 }
td.yes { background: #dff3e4 } td.no { background: #fbe3e1 } td.more { background: #eef2fb }
small { color: #5b6675 } summary { cursor: pointer } code { font-size: 13px }
@media (prefers-color-scheme: dark) {
  body { background: #14181f; color: #e3e8ef } th, td { border-color: #37404d } thead th { background: #222934 }
  td.yes { background: #16432a } td.no { background: #54231f } td.more { background: #24304d } small { color: #9aa5b5 }
}
"""


def html(coverage: Coverage) -> str:
    """The whole matrix as one page that needs nothing else."""
    outcomes = list(dict.fromkeys(name for row in coverage.rows for name in (*row.expected, *row.driven)))
    head = "".join(f"<th scope=col>{escape(name)}</th>" for name in outcomes)
    body = "".join(_row_html(row, outcomes) for row in coverage.rows)
    told = "".join(map(_statement_html, coverage.statements))
    return (
        "<!doctype html>\n<html lang=en><head><meta charset=utf-8><title>Contract coverage</title>"
        f"<meta name=viewport content='width=device-width'><style>\n{_STYLE}</style></head><body>\n"
        f"<h1>Contract coverage: {coverage.percent:.0f}%</h1><p>{escape(total(coverage))}.</p>\n"
        f"<table><thead><tr><th scope=col>action</th>{head}</tr></thead><tbody>\n{body}</tbody></table>\n"
        "<h2>Statements</h2><table><thead><tr><th scope=col>id<th scope=col>rests on<th scope=col>statement"
        f"<th scope=col>met by</tr></thead><tbody>\n{told}</tbody></table></body></html>\n"
    )


def _row_html(row: Row, outcomes: Sequence[str]) -> str:
    cells = "".join(_cell(row, name) for name in outcomes)
    return f"<tr><th scope=row><code>{escape(row.action)}</code></th>{cells}</tr>\n"


def _cell(row: Row, outcome: str) -> str:
    tests = row.driven.get(outcome)
    if tests:
        return f"<td class={'yes' if outcome in row.expected else 'more'}>{_details(tests)}</td>"
    return "<td class=no>never</td>" if outcome in row.expected else "<td></td>"


def _details(tests: Tests) -> str:
    names = "<br>".join(f"<code>{escape(name)}</code>" for name in sorted(tests) if name)
    return f"<details><summary>{_calls(tests)}</summary>{names}</details>" if names else _calls(tests)


def _statement_html(told: Told) -> str:
    met = _details(dict(told.tests)) if told.tests else "never"
    kinds = "choices of this server only" if told.is_choice_only else ", ".join(told.kinds)
    return (
        f"<tr><td>{told.id}</td><td><small>{kinds}</small></td><td>{escape(told.text)}</td>"
        f"<td class={'yes' if told.tests else 'no'}>{met}</td></tr>\n"
    )
