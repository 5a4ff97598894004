"""How recorded traffic of Oktopost's API is held: the form that names an integration and an action, two envelopes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from mockserver.checks.rules import Breach, CheckedExchange, Place, Rules, expected_one
from mockserver.core.action import Action
from mockserver.core.errors import Problem, Refused, cut, did_you_mean
from mockserver.crm.marketo.fields import instant
from mockserver.dialects.frame import Route
from mockserver.dialects.oktopost import routes
from mockserver.dialects.oktopost.actions import MARKETO_NAMES

_METHOD_NOT_ALLOWED: Final = 405


def _read(checked: CheckedExchange, known: Mapping[str, str]) -> Sequence[Action]:
    visit = checked.visit
    if checked.route.declared["form"] and not checked.route.executes:
        routes.hold_parts(visit, form=routes.read_form(visit))
        return ()
    if not checked.route.executes:
        routes.hold_parts(visit, query=visit.query())
        return ()
    form = routes.read_form(visit)
    integration = routes.need_field(visit, form, "id", "O-02 documented")
    name = routes.need_field(visit, form, "actionName", "O-03 documented")
    actions = _meant(known.get(routes.well_formed(visit, integration, part="form")), name)
    checked.prefix = "payload"
    checked.payload = routes.read_payload(form.get("payload", ""))
    return actions


def _meant(app: str | None, name: str) -> list[Action]:
    """The actions that a name can mean: those of the integration's application, where that is known."""
    possible = [action for action in routes.actions().values() if app in (None, action.app)]
    found = [action for action in possible if action.name == name]
    if not found:
        near = did_you_mean(name, sorted({action.name for action in possible}))
        raise Refused("unsupported-action", action=name, type=app or "any application", near=near)
    return found


def _learn(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The applications of the integrations that an answer shows."""
    items = document.get("Items")
    for item in (*(items if isinstance(items, list) else ()), document.get("Integration")):
        if isinstance(item, dict) and isinstance(item.get("Id"), str) and isinstance(item.get("Type"), str):
            yield item["Id"], item["Type"]


def _place(_: CheckedExchange, problem: Problem) -> Place | None:
    if not isinstance(problem, Refused) or problem.outcome != "unsupported-action":
        return None
    context = problem.context
    return "form.actionName", expected_one(f"an action of {context['type']}", context["near"]), context["action"]


def _error_part(route: Route, status: int) -> str:
    return "action" if route.executes and status != _METHOD_NOT_ALLOWED else "response"


# -- what is documented on the fields of ``data`` ---------------------------------------------------------------


def _fields(action: Action, payload: Mapping[str, Any]) -> Iterator[Breach]:
    data = payload.get("data")
    rule = _NAMES.get((action.app, action.name)) or _NAMES.get((action.app, ""))
    if rule is not None and isinstance(data, dict):
        for name in data:
            if not rule.names.fullmatch(name):
                yield Breach(f"data.{cut(name)}", rule.expected, cut(name), rule.evidence)
    moment = payload.get("activityDate")
    if (action.app, action.name) == ("marketo", "activity.addCustom") and isinstance(moment, str) and moment.strip():
        try:
            instant(moment)
        except ValueError:
            yield Breach("activityDate", "a date as in ISO 8601", cut(moment), "O-25 documented")


class _Names(NamedTuple):
    """What the names in ``data`` are, as a pattern and in words, and who says so."""

    names: re.Pattern[str]
    expected: str
    evidence: str


_NAMES: Final = {
    ("salesforce", ""): _Names(re.compile(r"[A-Za-z]\w*", re.ASCII), "the API name of a field", "O-22 documented"),
    ("marketo", "lead.create"): _Names(
        re.compile(rf"{'|'.join(MARKETO_NAMES)}|\w+__c"),
        f"{', '.join(MARKETO_NAMES)} or a name that ends in __c",
        "O-23 documented",
    ),
    ("hubspot", "contact.create"): _Names(
        re.compile(r"[^A-Z\s]+"), "the internal, lower-case name of a property", "O-24 documented"
    ),
}
"""The documented names of fields, by application and action, "" for all that its other actions take."""


def _credentials(checked: CheckedExchange) -> Breach | None:
    scheme = checked.recorded.call.headers.get("authorization", "").partition(" ")[0]
    if scheme.lower() == "basic":
        return None
    return Breach("headers.authorization", "Basic with the account and its API key", scheme, "O-18")


RULES: Final = Rules(
    read=_read,
    learn=_learn,
    fields=_fields,
    credentials=_credentials,
    place=_place,
    evidence={"headers.content-type": "O-01 public", **routes.FIELD_EVIDENCE},
    speaking={"response": ("O-05", "I-12")},
    result=lambda document: "IntegrationAction" if "IntegrationAction" in document else None,
    error_part=_error_part,
    telling=("Result", "Errors"),
)
