"""How recorded traffic of Cobalt's and Refold's API is held: actions in the path, errors of applications inside 200."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from mockserver.checks import catalogue
from mockserver.checks.catalogue import Declared
from mockserver.checks.rules import Breach, CheckedExchange, Place, Rules, expected_one
from mockserver.core.action import Action
from mockserver.core.errors import MissingFields, Problem, Violation, did_you_mean
from mockserver.dialects.frame import is_empty, missing_fields
from mockserver.dialects.refold import calls, routes


def _read(checked: CheckedExchange, _: Mapping[str, str]) -> Sequence[Action]:
    context = checked.context
    if checked.route.executes:
        checked.prefix = "payload"
        declared = checked.catalogue.find(*context.arguments)
        if declared is not None and tuple(context.arguments) not in routes.actions():
            checked.payload = calls.read_body(context)
            missing = missing_fields(declared.required, checked.payload)
            if missing:
                raise MissingFields(missing, violations=[_absent(name) for name in missing])
            return []
        action = routes.find_action(context, *context.arguments)
        checked.payload = calls.read_body(context)
        return [action]
    if checked.route.declared["json"]:
        checked.payload = calls.read_body(context)
        if checked.route.key in _NAMING:
            names, refusal = _NAMING[checked.route.key]
            calls.name_account(context, checked.payload, *names, refusal=refusal)
        calls.hold_body(context, checked.payload)
    else:
        calls.hold_query(context)
    return ()


def _absent(name: str) -> Violation:
    return Violation(name, "a value", "nothing", "required", "refold/http/execute_action#/$defs/request")


def _declare(checked: CheckedExchange, document: Any) -> Iterator[Declared]:
    """The vendor's own lists: the actions of an application, and the parameters of one."""
    if checked.route.key == "refold/http/get_action":
        app, name = checked.context.arguments
        yield Declared(app, name, catalogue.required(document))
    elif checked.route.key == "refold/http/list_actions" and isinstance(document, list):
        found = (catalogue.declared(checked.context.arguments[0], entry) for entry in document)
        yield from (one for one in found if one is not None)


_NAMING: Final = {
    "refold/http/create_linked_account": (routes.ACCOUNT_IDS, "missing-account-id"),
    "refold/http/create_session_token": (("linked_account_id",), "missing-token-account"),
}
"""The routes whose body must name a linked account: by which members, and how one without is refused."""


def _place(checked: CheckedExchange, problem: Problem) -> Place | None:
    if problem.outcome in [refusal for _, refusal in _NAMING.values()]:
        return "json.linked_account_id", "the id of a linked account", "nothing"
    if problem.outcome != "unsupported-action":
        return None
    slug, action_id = checked.context.arguments
    near = did_you_mean(action_id, routes.actions().names(slug))
    return "path.action_id", expected_one(f"an action of {slug}", near), action_id


def _is_error_of_application(document: Mapping[str, Any]) -> bool:
    return document.get("node_status", "Success") != "Success" or document.get("success") is False


def _result(document: Mapping[str, Any]) -> str | None:
    return "data" if "data" in document and not _is_error_of_application(document) else None


def _hold(checked: CheckedExchange, status: int, document: Mapping[str, Any]) -> Iterator[Breach]:
    return _hold_error(status, document) if status >= 400 else _hold_success(checked, document)


def _hold_success(checked: CheckedExchange, document: Mapping[str, Any]) -> Iterator[Breach]:
    data = document.get("data")
    if checked.actions and checked.problem is None and isinstance(data, dict) and _result(document):
        yield from _hold_result(checked.actions[0].name, checked.payload, data)
    inner = document.get("http_status")
    if document.get("node_status") in _ERRORS and isinstance(inner, int) and inner < 400:
        yield Breach("http_status", "the application's own status, 400 or above", str(inner), "R-13")


_ERRORS: Final = ("Errored", "Failed")
"""The values of node_status that are known to stand for an error; there are others."""


def _hold_result(action: str, asked: Mapping[str, Any], data: Mapping[str, Any]) -> Iterator[Breach]:
    """What a page and a new contact show of what was asked for."""
    limit, results = str(asked.get("limit") or ""), data.get("results")
    if action == "get_contact" and limit.isdigit() and isinstance(results, list) and len(results) > int(limit):
        yield Breach("data.results", f"at most {limit}", str(len(results)), "R-05 documented")
    properties = data.get("properties")
    if action == "create_contact" and isinstance(properties, dict):
        given = [name for name in _ECHOED if not is_empty(asked.get(name)) and is_empty(properties.get(name))]
        for name in given:
            yield Breach(f"data.properties.{name}", "the value that was given", "nothing", "R-06 documented")


_ECHOED: Final = ("email", "firstname", "lastname", "company", "jobtitle")
"""What the documented sample gives to a new contact, and finds in it again."""


def _hold_error(status: int, document: Mapping[str, Any]) -> Iterator[Breach]:
    """The envelope repeats the status, as a number and as a word."""
    number, word, due = document["status_code"], document["http_error_type"], routes.ERROR_TYPES.get(status)
    if number != status:
        yield Breach("status_code", f"the HTTP status, {status}", str(number), "R-07")
    if due is not None and word not in (due, "EXTERNAL_API_ERROR"):
        yield Breach("http_error_type", due, word, "R-07")


def _caller(headers: Mapping[str, str]) -> Sequence[str]:
    login = "credentials" if "authorization" in headers or "x-api-key" in headers else ""
    return login, headers.get("linked_account_id", "")


def _credentials(checked: CheckedExchange) -> Breach | None:
    call = checked.recorded.call
    scheme = call.headers.get("authorization", "").partition(" ")[0]
    if scheme:
        right = scheme.lower() == "bearer"
        return None if right else Breach("headers.authorization", "Bearer with a session token", scheme, "R-02")
    if "x-api-key" not in call.headers:
        return Breach("headers.x-api-key", "an API key, or Authorization: Bearer with a session token", "", "R-02")
    told = "linked_account_id" in call.headers or "linked_account_id=" in call.query
    if told or not checked.route.executes:
        return None
    return Breach("headers.linked_account_id", "the linked account", "", "R-02")


RULES: Final = Rules(
    read=_read,
    declare=_declare,
    open_catalogue=True,
    credentials=_credentials,
    place=_place,
    speaking={"request": ("R-19",), "response": ("R-04", "R-05")},
    result=_result,
    texts=lambda document: [document["message"]],
    hold=_hold,
    open_values=("node_status", "http_status"),
    telling=("node_status", "http_status", "status_code", "http_error_type", "error_code", "message"),
    caller=_caller,
)
