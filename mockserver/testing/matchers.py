"""What an assertion about a payload may want in the place of a value."""

from __future__ import annotations

import re
from typing import Any, Final


class Absent:
    """The type of ``absent``."""

    def __repr__(self) -> str:
        return "absent"


absent: Final = Absent()
"""Wanted in the place of a value: the field must not be there."""


def fits(wanted: Any, got: Any) -> bool:
    """Whether a value that was sent is one that is wanted.

    A compiled regular expression is searched for in a text, and a function is asked; everything else is compared as
    JSON does, which keeps true and 1 apart.
    """
    if isinstance(wanted, re.Pattern):
        return isinstance(got, str) and wanted.search(got) is not None
    if callable(wanted):
        return bool(wanted(got))
    both = isinstance(wanted, int | float) and isinstance(got, int | float)
    return bool(wanted == got) and not (both and isinstance(wanted, bool) != isinstance(got, bool))


def told(wanted: Any) -> Any:
    """What a message shows of it."""
    if isinstance(wanted, re.Pattern):
        return f"/{wanted.pattern}/"
    return f"{getattr(wanted, '__name__', wanted)}()" if callable(wanted) else wanted
