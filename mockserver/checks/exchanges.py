"""An exchange as a recording has it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from msgspec import Struct

from mockserver.core.http import Answer, Call


class FailedCheck(NamedTuple):
    """The documented check that this server's journal says a call failed: its name, the evidence, and the hint."""

    name: str
    evidence: str
    hint: str


class Recorded(Struct):
    """One exchange as a recording or a client has it.

    ``name``: which one it is; ``answer``: None when nothing came back; ``lost``: why the answer's body, and
    ``unread``: why the request's body is not there, empty when it is; ``where``: the file it stands in, ``line``: the
    line of it, from 1; ``unreadable``: why an entry is no exchange at all, empty for one that is; ``aside``: why
    there is nothing to hold in one that is; ``failed``: what the recording itself says was wrong with the request, None
    when it does not say; ``planned``: action and outcome of the fault that it met; ``partial``: the answer is what
    a client expects, who names the members that it needs.
    """

    name: str
    call: Call
    answer: Answer | None
    lost: str = ""
    unread: str = ""
    where: str = ""
    line: int = 1
    unreadable: str = ""
    failed: FailedCheck | None = None
    aside: str = ""
    planned: Mapping[str, str] | None = None
    partial: bool = False


class NotCovered(Exception):
    """No contract covers an exchange; the text says why."""


def join(prefix: str, pointer: str) -> str:
    """A pointer below another one: ``payload`` and ``leadIds[2]`` give ``payload.leadIds[2]``."""
    return f"{prefix}{pointer}" if not prefix or not pointer or pointer.startswith("[") else f"{prefix}.{pointer}"
