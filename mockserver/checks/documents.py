"""What a JSON text says that the value it stands for no longer shows."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any


def repeated_members(text: bytes) -> list[str]:
    """The names that stand more than once in one object of a JSON text, each once; none of what is no JSON."""
    found: dict[str, None] = {}

    def note(pairs: list[tuple[str, Any]]) -> None:
        if len({name for name, _ in pairs}) < len(pairs):
            found.update(dict.fromkeys(name for name, count in Counter(name for name, _ in pairs).items() if count > 1))

    try:
        json.loads(text, object_pairs_hook=note, parse_int=len, parse_float=len)
    except (ValueError, RecursionError):
        return []
    return list(found)
