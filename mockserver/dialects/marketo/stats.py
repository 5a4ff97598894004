"""How many calls there were, and what they came to, as far as the sandbox's journal counts them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Final

from mockserver.dialects.marketo.access import NAME
from mockserver.dialects.marketo.refusals import REFUSALS
from mockserver.sandboxes.sandbox import Sandbox

USER: Final = "apis@acme.example"


def usage(sandbox: Sandbox) -> dict[str, Any]:
    """The calls of today, by user: there is one."""
    total = sum(tally.calls for tally in sandbox.journal.tallies if tally.dialect == NAME)
    return {"result": [{"date": _today(sandbox), "total": total, "users": [{"userId": USER, "count": total}]}]}


def errors(sandbox: Sandbox) -> dict[str, Any]:
    """The refused calls of today, by code."""
    counted: Counter[str] = Counter()
    for tally in sandbox.journal.tallies:
        code = REFUSALS[tally.outcome].code if tally.dialect == NAME and tally.outcome in REFUSALS else ""
        if code.isdecimal():
            counted[code] += tally.calls
    found = [{"errorCode": code, "count": counted[code]} for code in sorted(counted)]
    return {"result": [{"date": _today(sandbox), "total": counted.total(), "errors": found}]}


def _today(sandbox: Sandbox) -> str:
    return sandbox.clock.now().date().isoformat()


STATS: Final[Mapping[str, Callable[[Sandbox], dict[str, Any]]]] = {
    "get_usage": usage,
    "get_usage_of_week": usage,
    "get_errors": errors,
    "get_errors_of_week": errors,
}
"""Schema file below ``schemas/marketo/http`` -> what tells. A sandbox is a day old: the week holds that day."""
