"""An exchange as a recording has it, and what is known of it while it is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from mockserver.checks.findings import Finding
from mockserver.core.action import Action
from mockserver.core.errors import Problem
from mockserver.core.http import Answer, Call
from mockserver.dialects.frame import Dialect, Route, Visit


@dataclass(slots=True)
class Recorded:
    """One exchange as a recording or a client has it.

    ``name``: which one it is; ``answer``: None when nothing came back; ``lost``: why the answer's body, and
    ``unread``: why the request's body is not there, empty when it is; ``where``: the file it stands in;
    ``unreadable``: why an entry is no exchange at all, empty for one that is.
    """

    name: str
    call: Call
    answer: Answer | None
    lost: str = ""
    unread: str = ""
    where: str = ""
    unreadable: str = ""


class Unheld(Exception):
    """No contract covers an exchange; the text says why."""


@dataclass(slots=True)
class Held:
    """One exchange while it is held: what is known of it and what was found so far.

    ``actions``: those that it can mean, best first; ``problem``: why its request would be refused, None when it
    would not; ``prefix``: what the pointers of that problem are below.
    """

    recorded: Recorded
    dialect: Dialect
    route: Route
    visit: Visit
    actions: Sequence[Action] = ()
    payload: Any = None
    problem: Problem | None = None
    prefix: str = ""
    findings: list[Finding] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The schema file of what was called: an action's, or else the route's."""
        return self.actions[0].key if self.actions else self.route.key


def join(prefix: str, pointer: str) -> str:
    """A pointer below another one: ``payload`` and ``leadIds[2]`` give ``payload.leadIds[2]``."""
    return f"{prefix}{pointer}" if not prefix or not pointer or pointer.startswith("[") else f"{prefix}.{pointer}"
