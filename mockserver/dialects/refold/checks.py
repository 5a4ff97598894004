"""How recorded traffic of Cobalt's and Refold's API is held: actions in the path, errors of applications inside 200."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from mockserver.checks.rules import Breach, CheckedExchange, Place, Rules, expected_one
from mockserver.core.action import Action
from mockserver.core.errors import Problem, did_you_mean
from mockserver.dialects.refold import calls, routes


def _read(checked: CheckedExchange, _: Mapping[str, str]) -> Sequence[Action]:
    visit = checked.visit
    if checked.route.executes:
        action = routes.find_action(visit, *visit.arguments)
        checked.prefix = "payload"
        checked.payload = calls.read_body(visit)
        return [action]
    if checked.route.declared["json"]:
        checked.payload = calls.read_body(visit)
        calls.hold_body(visit, checked.payload)
    else:
        calls.hold_query(visit)
    return ()


def _place(checked: CheckedExchange, problem: Problem) -> Place | None:
    if problem.outcome != "unsupported-action":
        return None
    slug, action_id = checked.visit.arguments
    near = did_you_mean(action_id, routes.actions().names(slug))
    return "path.action_id", expected_one(f"an action of {slug}", near), action_id


def _is_error_of_application(document: Mapping[str, Any]) -> bool:
    return document.get("node_status", "Success") != "Success" or document.get("success") is False


def _result(document: Mapping[str, Any]) -> str | None:
    return "data" if "data" in document and not _is_error_of_application(document) else None


def _hold(status: int, document: Mapping[str, Any]) -> Iterator[Breach]:
    return _hold_error(status, document) if status >= 400 else _hold_success(document)


def _hold_success(document: Mapping[str, Any]) -> Iterator[Breach]:
    inner = document.get("http_status")
    if _is_error_of_application(document) and isinstance(inner, int) and inner < 400:
        yield Breach("http_status", "the application's own status, 400 or above", str(inner), "R-13")


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
    credentials=_credentials,
    place=_place,
    speaking={"request": ("R-19",), "response": ("R-04", "R-05")},
    result=_result,
    texts=lambda document: [document["message"]],
    hold=_hold,
    open_values=("node_status", "http_status"),
    telling=("node_status", "http_status", "http_error_type", "error_code", "message"),
    caller=_caller,
)
