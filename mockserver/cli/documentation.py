"""The parts of the documents that are made from the schemas and tables: `make docs` writes them, a test compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from mockserver import dialects
from mockserver.cli.commands.actions import markdown
from mockserver.core import statements
from mockserver.core.action import described
from mockserver.world import fixtures

MARKS = "<!-- {}: made by `make docs` -->\n", "<!-- end of {} -->\n"
"""What stands before and behind the part of a document that is made."""


def documents(root: Path) -> Iterator[tuple[Path, str]]:
    """Each document with its text as it should be."""
    yield root / "docs" / "assumptions.md", statements.assumptions_markdown(statements.load(), dialects.sections())
    readme = root / "README.md"
    text = with_part(readme.read_text(encoding="utf-8"), "credentials", credentials_markdown())
    yield readme, with_part(text, "actions", markdown([described(action) for action in dialects.actions()]))


def with_part(text: str, name: str, made: str) -> str:
    """A text with the part of a name between its two marks; ValueError when it has no such marks."""
    begin, end = (mark.format(name) for mark in MARKS)
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    if not begun or not ended:
        raise ValueError(f"the marks of the part {name} are missing")
    return f"{before}{begin}{made}{end}{after}"


def credentials_markdown() -> str:
    """The table of the ready-made credentials, as the dialects tell them."""
    world = fixtures.load()
    rows = [row for dialect in dialects.load() for row in dialect.access.table(world)]
    return "| | |\n|---|---|\n" + "".join(f"| {name} | {text} |\n" for name, text in rows)


if __name__ == "__main__":
    for path, content in documents(Path(sys.argv[1])):
        path.write_text(content, encoding="utf-8")
