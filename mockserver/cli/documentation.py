"""The parts of the documents that are made from the schemas and tables: `make docs` writes them, a test compares."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from mockserver.cli.commands.actions import markdown
from mockserver.core import statements
from mockserver.core.action import described
from mockserver.dialects.oktopost import routes as oktopost
from mockserver.dialects.refold import routes as refold

BEGIN = "<!-- actions: made by `make docs` -->\n"
END = "<!-- end of actions -->\n"


def documents(root: Path) -> Iterator[tuple[Path, str]]:
    """Each document with its text as it should be."""
    yield root / "docs" / "assumptions.md", statements.assumptions_markdown(statements.load())
    readme = root / "README.md"
    yield readme, with_actions(readme.read_text(encoding="utf-8"))


def with_actions(text: str) -> str:
    """A text with the table of actions between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    rows = [described(action) for table in (oktopost.actions(), refold.actions()) for action in table.values()]
    return f"{before}{BEGIN}{markdown(rows)}{END}{after}"


if __name__ == "__main__":
    for path, content in documents(Path(sys.argv[1])):
        path.write_text(content, encoding="utf-8")
