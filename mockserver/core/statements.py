"""What this server claims to do: the evidence that every schema file gives for its behaviour."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct

from mockserver.core import contracts

KINDS = ("documented", "recorded", "public", "choice")

_INTRODUCTION = """\
# Assumptions

What `mockserver` does where no public text says what the vendor does, and why. A better source replaces
an entry here. This page is made from the `evidence` of the schema files by `make docs`; change it there.
"""


class Statement(Struct, frozen=True):
    """One sentence about one behaviour; ``id`` names the behaviour, and several sentences may share it.

    ``kind`` is documented (the vendor's page on this API), recorded (real traffic that somebody has captured), public
    (another public text of the vendor) or choice (ours, with a ``reason``); ``source_file`` is the schema's path below
    ``schemas``.
    """

    id: str
    kind: str
    text: str
    reason: str
    source_file: str


def load() -> list[Statement]:
    """The statements of all schema files, by id, kind and file; ValueError names a malformed entry."""
    found = [statement for key, document in contracts.load().documents.items() for statement in _of_file(key, document)]
    return sorted(found, key=_place)


def ids(statements: Iterable[Statement]) -> list[str]:
    """The ids of the statements, sorted, each once."""
    return sorted({statement.id for statement in statements})


def assumptions_markdown(statements: Iterable[Statement], sections: Mapping[str, str]) -> str:
    """The page that lists every choice with its reason; ``sections``: the first letter of an id -> its title."""
    choices = [statement for statement in statements if statement.kind == "choice"]
    blocks = [_INTRODUCTION]
    for letter, title in sections.items():
        lines = [_bullet(choice) for choice in choices if choice.id.startswith(letter)]
        if lines:
            blocks.append(f"## {title}\n\n" + "".join(lines))
    return "\n".join(blocks)


def _of_file(key: str, document: Mapping[str, Any]) -> Iterator[Statement]:
    return (_statement(entry, f"{key}.json") for entry in document.get("evidence", ()))


def _statement(entry: dict[str, Any], source: str) -> Statement:
    missing = [name for name in ("id", "kind", "statement") if not entry.get(name)]
    if missing:
        raise ValueError(f"schemas/{source}: the evidence {entry} lacks {', '.join(missing)}")
    if entry["kind"] not in KINDS:
        raise ValueError(f"schemas/{source}: kind '{entry['kind']}' of {entry['id']} is none of {', '.join(KINDS)}")
    return Statement(entry["id"], entry["kind"], entry["statement"], entry.get("reason", ""), source)


def _place(statement: Statement) -> tuple[str, int, str]:
    return statement.id, KINDS.index(statement.kind), statement.source_file


def _bullet(choice: Statement) -> str:
    link = f"[{choice.source_file.removesuffix('.json')}](../schemas/{choice.source_file})"
    return f"- **{choice.id}** {choice.text} *Why:* {choice.reason} ({link})\n"
