"""Members of a recording that somebody else wrote, by their types."""

from __future__ import annotations

from typing import Any


def text(value: Any, name: str) -> str:
    """A text, empty for null, which some recorders write; TypeError for anything else."""
    if value is not None and not isinstance(value, str):
        raise TypeError(f"text as its {name}")
    return value or ""


def number(value: Any, name: str) -> int:
    """A whole number, 0 for null; TypeError for anything else."""
    if value is not None and not isinstance(value, int):
        raise TypeError(f"whole number as its {name}")
    return value or 0
