"""The parts of the documents that are made from the schemas and tables: `make docs` writes them, a test compares."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from mockserver import dialects
from mockserver.cli.commands.actions import markdown
from mockserver.core import statements
from mockserver.core.action import described
from mockserver.core.faults import MAGIC
from mockserver.dialects.frame import Dialect
from mockserver.sandboxes.sandbox import Sandbox, Sandboxes
from mockserver.testing import vendor
from mockserver.testing.calls import known_actions
from mockserver.testing.interceptors.routed import OTHERS
from mockserver.testing.session import STRICT
from mockserver.world import fixtures

MARKS = "<!-- {}: made by `make docs` -->\n", "<!-- end of {} -->\n"
"""What stands before and behind the part of a document that is made."""


def documents(root: Path) -> Iterator[tuple[Path, str]]:
    """Each document with its text as it should be."""
    yield root / "docs" / "assumptions.md", statements.assumptions_markdown(statements.load(), dialects.sections())
    yield root / "mockserver" / "testing" / "clients.py", clients_module()
    yield root / "mockserver" / "testing" / "words.py", words_module()
    readme = root / "README.md"
    text = with_part(readme.read_text(encoding="utf-8"), "credentials", credentials_markdown())
    yield readme, with_part(text, "actions", markdown([described(action) for action in dialects.actions()]))
    control = root / "docs" / "control.md"
    yield control, with_part(control.read_text(encoding="utf-8"), "outcomes", outcomes_markdown())


def outcomes_markdown() -> str:
    """The table of everything that a call can come to, with the dialects that know it."""
    rows = ["| outcome | dialects | what it is | magic value |", "|---|---|---|---|"]
    for outcome in dialects.outcomes().values():
        whose = ", ".join(dialect.name for dialect in dialects.load() if outcome.name in dialect.vocabulary)
        magic = f"`{MAGIC.format(outcome.name)}`" if outcome.plannable else "-"
        rows.append(f"| `{outcome.name}` | {whose} | {outcome.meaning} | {magic} |")
    return "\n".join(rows) + "\n"


def with_part(text: str, name: str, made: str) -> str:
    """A text with the part of a name between its two marks; ValueError when it has no such marks."""
    begin, end = (mark.format(name) for mark in MARKS)
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"the marks of the part {name} are missing")
    return f"{before}{begin}{made}{end}{after}"


_CLIENTS = '''\
"""What a sandbox in a test's hand has for each vendor, as type checkers see it: made by `make docs`."""

from __future__ import annotations

from typing import Protocol

{imports}

__all__ = [{names}]


class Clients(Protocol):
    """Where and with which credentials a sandbox answers as each vendor."""

{members}
'''


def clients_module() -> str:
    """The module that names the types of the vendors' clients, which lie in their folders."""
    found = {
        dialect.name: client
        for dialect in dialects.load()
        if isinstance(client := vendor.of(dialect).client, type) and client.__module__.startswith(dialect.package)
    }
    imports = sorted(f"from {client.__module__} import {client.__name__}" for client in found.values())
    names = sorted(f'"{client.__name__}"' for client in found.values())
    members = [f"    {name}: {client.__name__}" for name, client in found.items()]
    return _CLIENTS.format(
        imports="\n".join(imports), names=", ".join(['"Clients"', *names]), members="\n".join(members)
    )


_WORDS = '''\
"""The words that a sandbox takes, as type checkers and editors see them: made by `make docs` of the tables."""

from __future__ import annotations

from typing import Literal

{types}'''


def words_module() -> str:
    """The module that names the words of the tables as types."""
    outcomes = dialects.outcomes()
    plannable = [name for name, outcome in outcomes.items() if outcome.plannable]
    types = {
        "StrictMode": STRICT,
        "OtherHosts": OTHERS,
        "App": sorted({action.app for action in dialects.actions()}),
        "Table": sorted(fixtures.load().state.tables),
        "Outcome": sorted(outcomes),
        "PlannableOutcome": sorted(plannable),
        "Action": known_actions(),
    }
    return _WORDS.format(types="\n".join(_literal(name, words) for name, words in types.items()))


def _literal(name: str, words: Iterable[str]) -> str:
    quoted = [f'"{word}"' for word in words]
    line = f"{name} = Literal[{', '.join(quoted)}]\n"
    return line if len(line) <= 120 else f"{name} = Literal[\n" + "".join(f"    {word},\n" for word in quoted) + "]\n"


def credentials_markdown() -> str:
    """The table of the ready-made credentials, as the dialects tell them."""
    sandbox = Sandboxes(fixtures.load()).default
    rows = [row for dialect in dialects.load() for row in _credential_rows(dialect, sandbox)]
    return "| | |\n|---|---|\n" + "".join(f"| {name} | {text} |\n" for name, text in rows)


def _credential_rows(dialect: Dialect, sandbox: Sandbox) -> Iterable[tuple[str, str]]:
    if dialect.access.table is not None:
        return dialect.access.table(sandbox.world)
    members = dialect.access.describe("", sandbox)
    texts = [f"{name} `{value}`" for name, value in members.items() if isinstance(value, str) and value]
    return [(dialect.title, ", ".join(texts))]


if __name__ == "__main__":
    for path, content in documents(Path(sys.argv[1])):
        path.write_text(content, encoding="utf-8")
