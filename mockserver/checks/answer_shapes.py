"""The shape that the contracts of a call give to its answer."""

from __future__ import annotations

from functools import cache
from typing import Any, Final

from msgspec.structs import replace

from mockserver.checks.grounds import key_and_part
from mockserver.checks.promises import unpromised
from mockserver.checks.rules import CheckedExchange
from mockserver.checks.shapes import Shape, shape_of
from mockserver.checks.versions import Version
from mockserver.core import contracts
from mockserver.core.action import Action
from mockserver.core.contracts import Contract

ANYTHING: Final = Shape("", "")


@cache
def _schemas() -> Version:
    return Version("", contracts.load().documents, {})


@cache
def _shape(key: str, part: str) -> Shape:
    return shape_of(_schemas(), key, f"/$defs/{part}")


def answer_shape(checked: CheckedExchange, status: int, document: Any) -> Shape:
    """What the route lets an answer hold, with what the action lets its result hold in its place.

    Of the actions that a call can mean, it is the one that the answer fits best.
    """
    shapes = [_shape_by(checked, status, document, action) for action in checked.actions or (None,)]
    return shapes[0] if len(shapes) == 1 else min(shapes, key=lambda shape: len(list(unpromised(shape, document))))


def _shape_by(checked: CheckedExchange, status: int, document: Any, action: Action | None) -> Shape:
    if status >= 400:
        key, _ = key_and_part(checked.dialect.error)
        return _shape(key, checked.rules.error_part(checked.route, status))
    contract: Contract | None = checked.route.successes.get(status)
    if contract is None:
        return ANYTHING
    whole = _shape(*key_and_part(contract))
    member = checked.rules.result(document) if isinstance(document, dict) else None
    if member is None or action is None:
        return whole
    return replace(whole, members={**whole.members, member: _shape(*key_and_part(action.response))})
