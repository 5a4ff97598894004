"""How recorded traffic of Oktopost's API is held: the form that names an integration and an action, two envelopes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from mockserver.checks.rules import Breach, CheckedExchange, Place, Rules, expected_one
from mockserver.core.action import Action
from mockserver.core.contracts import shown
from mockserver.core.errors import Problem, Refused, cut, did_you_mean
from mockserver.core.redaction import REDACTED
from mockserver.crm.marketo.fields import instant
from mockserver.dialects.frame import Route
from mockserver.dialects.oktopost import guards, routes
from mockserver.dialects.oktopost.actions import MARKETO_NAMES

_METHOD_NOT_ALLOWED: Final = 405


def _read(checked: CheckedExchange, known: Mapping[str, str]) -> Sequence[Action]:
    context = checked.context
    if checked.route.declared["form"] and not checked.route.executes:
        guards.hold_parts(context, form=guards.read_form(context))
        return ()
    if not checked.route.executes:
        guards.hold_parts(context, query=context.query())
        return ()
    form = guards.read_form(context)
    integration = guards.need_field(context, form, "id", "O-02 documented")
    name = guards.need_field(context, form, "actionName", "O-03 documented")
    app = known.get(guards.well_formed(context, integration, part="form"))
    try:
        actions = _meant(app, name)
    except Refused:
        if not checked.catalogue.find(app, name):
            raise
        actions = []
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


# -- what an answer shows of what was asked for -----------------------------------------------------------------


def _hold(checked: CheckedExchange, status: int, document: Mapping[str, Any]) -> Iterator[Breach]:
    rule = _ASKED.get(checked.route.key)
    if status < 400 and checked.problem is None and rule is not None:
        yield from rule(checked, document)


def _hold_action(checked: CheckedExchange, document: Mapping[str, Any]) -> Iterator[Breach]:
    meant = {(action.app, action.name) for action in checked.actions}
    result = document.get("IntegrationAction")
    if meant and meant <= _LOOK_UPS and "IntegrationAction" in document and "contact" not in (result or ()):
        yield Breach("IntegrationAction.contact", "a contact, or null", shown(result), "O-20 documented")


_LOOK_UPS: Final = {("hubspot", "contact.getByEmail"), ("hubspot", "contact.getById")}


def _hold_page(checked: CheckedExchange, document: Mapping[str, Any]) -> Iterator[Breach]:
    items, total = document.get("Items"), document.get("Total")
    if not isinstance(items, list):
        return
    query = checked.context.query()
    most = int(query.get("_count", 25))
    if len(items) > most:
        yield Breach("Items", f"at most {most}", str(len(items)), "I-03 documented")
    if isinstance(total, int) and total < len(items):
        yield Breach("Total", f"at least {len(items)}", str(total), "I-01 documented")
    for index, item in enumerate(items):
        if "type" in query and isinstance(item, dict) and item.get("Type") != query["type"]:
            yield Breach(f"Items[{index}].Type", query["type"], shown(item.get("Type")), "I-02 documented")


def _hold_one(checked: CheckedExchange, document: Mapping[str, Any]) -> Iterator[Breach]:
    integration, asked = document.get("Integration"), checked.context.arguments[0]
    if not isinstance(integration, dict):
        return
    if integration.get("Id") != asked:
        yield Breach("Integration.Id", asked, shown(integration.get("Id")), "I-05 documented")
    wanted = checked.context.query().get("withAssets") == "1"
    if wanted != ("Assets" in integration):
        yield Breach("Integration.Assets", _ASSETS[wanted], _ASSETS[not wanted], "I-05 documented")


_ASSETS: Final = {True: "the assets", False: "nothing"}


def _hold_new(checked: CheckedExchange, document: Mapping[str, Any]) -> Iterator[Breach]:
    integration, form = document.get("Integration"), checked.context.exchange.form or {}
    if isinstance(integration, dict) and integration.get("Type") != form.get("type"):
        yield Breach("Integration.Type", form.get("type", ""), shown(integration.get("Type")), "I-06 documented")


_ASKED: Final = {
    "oktopost/http/execute_action": _hold_action,
    "oktopost/http/list_integrations": _hold_page,
    "oktopost/http/get_integration": _hold_one,
    "oktopost/http/connect_integration": _hold_new,
}
"""What a success has to show of its request, by the route."""


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
    header = checked.recorded.call.headers.get("authorization", "")
    scheme, _, pair = header.partition(" ")
    if scheme.lower() != "basic":
        return Breach("headers.authorization", "Basic with the account and its API key", scheme, "O-18")
    if pair != REDACTED and not all(guards.basic_credentials(header)):
        return Breach("headers.authorization", "ACCOUNT_ID:API_KEY in Base64", "something else", "O-18")
    return None


RULES: Final = Rules(
    read=_read,
    learn=_learn,
    fields=_fields,
    credentials=_credentials,
    place=_place,
    evidence={"headers.content-type": "O-01 public", **guards.FIELD_EVIDENCE},
    speaking={"response": ("O-05", "I-12")},
    result=lambda document: "IntegrationAction" if "IntegrationAction" in document else None,
    error_part=_error_part,
    hold=_hold,
    telling=("Result", "Errors"),
)
