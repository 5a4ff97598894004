"""Calls inside a call: composite, whose later calls refer to earlier ones, and batch, whose calls are strangers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import quote, unquote

from mockserver.core.errors import Refused
from mockserver.core.http import Answer, Call, dump_json, load_json
from mockserver.core.store import Record
from mockserver.dialects.frame import CallContext
from mockserver.dialects.salesforce.guards import answer_with, enter, hold_json, is_true

_REFERENCE: Final = re.compile(r"@\{([0-9A-Za-z_]+)((?:\.\w+|\[[0-9]{1,9}\])*)\}", re.ASCII)
_STEP: Final = re.compile(r"\.(\w+)|\[([0-9]+)\]", re.ASCII)
_DEAR: Final = re.compile(r"/services/data/v[^/]+/(?:query|queryAll|composite/sobjects)(?:[/?]|$)")
_INNER: Final = re.compile(r"/services/data/v[^/]+/(?!composite/?(?:\?|$)|composite/batch|jobs)")
_MOST_DEAR: Final = 5

_ROLLED_BACK: Final = "The transaction was rolled back since another operation in the same transaction failed."
_JSON: Final = {"content-type": "application/json"}


class _NoValue(Exception):
    """A reference to something that no earlier call answered."""


def composite(context: CallContext) -> Any:
    """S-16: POST composite."""
    enter(context)
    body = hold_json(context)
    asked: list[Record] = body["compositeRequest"]
    _refuse_excess(asked)
    context.admit(body)
    whole = is_true(body.get("allOrNone"))
    answers = context.sandbox.attempt(
        partial(_all_composed, context, asked), lambda given: not whole or not any(map(_is_failed, given))
    )
    if whole and any(map(_is_failed, answers)):
        answers = [one if _is_failed(one) else _halted(one["referenceId"], _ROLLED_BACK) for one in answers]
    return answer_with(context, {"compositeResponse": answers})


def _all_composed(context: CallContext, asked: list[Record]) -> list[Record]:
    answers: dict[str, Record] = {}
    for item in asked:
        answers[item["referenceId"]] = _composed(context, item, answers)
    return list(answers.values())


def _is_failed(answer: Record) -> bool:
    failed: bool = answer["httpStatusCode"] >= 400
    return failed


def _refuse_excess(asked: list[Record]) -> None:
    names = [item["referenceId"] for item in asked]
    if len(set(names)) < len(names):
        raise Refused("invalid-payload", reason="each referenceId may stand once in a composite request")
    if sum(1 for item in asked if _DEAR.match(item["url"])) > _MOST_DEAR:
        raise Refused("invalid-payload", reason=f"at most {_MOST_DEAR} of the calls may be queries or collections")


def _composed(context: CallContext, item: Record, answers: Mapping[str, Record]) -> Record:
    reference = item["referenceId"]
    try:
        url = _REFERENCE.sub(lambda found: quote(str(_value(found, answers)), safe=""), item["url"])
        body = _resolved(item.get("body"), answers)
    except _NoValue as error:
        return _halted(reference, str(error))
    answer = _inner(context, item["method"], url, body, item.get("httpHeaders") or {})
    location = dict(answer.headers).get("location")
    document = load_json(answer.body) if answer.body else None
    return {
        "body": document,
        "httpHeaders": {} if location is None else {"Location": location},
        "httpStatusCode": answer.status,
        "referenceId": reference,
    }


def _halted(reference: str, text: str) -> Record:
    errors = [{"errorCode": "PROCESSING_HALTED", "message": text}]
    return {"body": errors, "httpHeaders": {}, "httpStatusCode": 400, "referenceId": reference}


def _resolved(value: Any, answers: Mapping[str, Record]) -> Any:
    """A body with each ``@{reference.path}`` replaced by what an earlier call answered."""
    if isinstance(value, dict):
        return {name: _resolved(inner, answers) for name, inner in value.items()}
    if isinstance(value, list):
        return [_resolved(inner, answers) for inner in value]
    if not isinstance(value, str):
        return value
    whole = _REFERENCE.fullmatch(value)
    return _value(whole, answers) if whole else _REFERENCE.sub(lambda found: str(_value(found, answers)), value)


def _value(found: re.Match[str], answers: Mapping[str, Record]) -> Any:
    reference, path = found.groups()
    answer = answers.get(reference)
    value = answer["body"] if answer and answer["httpStatusCode"] < 400 else None
    for name, place in _STEP.findall(path):
        try:
            value = value[name or int(place)] if value is not None else None
        except (KeyError, IndexError, TypeError):
            value = None
    if value is None:
        raise _NoValue(f"Invalid reference specified. No value for {reference}{path} found in {reference}.")
    return value


def batch(context: CallContext) -> Any:
    """S-17: POST composite/batch."""
    enter(context)
    body = hold_json(context)
    context.admit(body)
    results: list[Record] = []
    halted = False
    for item in body["batchRequests"]:
        if halted:
            errors = [{"errorCode": "BATCH_PROCESSING_HALTED", "message": "Batch processing halted"}]
            results.append({"statusCode": 412, "result": errors})
            continue
        url = item["url"]
        answer = _inner(
            context, item["method"], url if url.startswith("/") else f"/services/data/{url}", item.get("richInput"), {}
        )
        results.append({"statusCode": answer.status, "result": load_json(answer.body) if answer.body else None})
        halted = is_true(body.get("haltOnError")) and answer.status >= 400
    return answer_with(context, {"hasErrors": any(one["statusCode"] >= 400 for one in results), "results": results})


def _inner(context: CallContext, method: str, url: str, body: Any, headers: Mapping[str, str]) -> Answer:
    """The answer to one of the calls inside a call."""
    if not _INNER.match(url):
        errors = [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]
        return Answer(404, dump_json(errors))
    raw, _, query = url.partition("?")
    given = {name.lower(): value for name, value in headers.items()}
    sent = b"" if body is None else dump_json(body)
    own = {**given, **_JSON, "host": context.call.headers.get("host", "localhost")}
    call = Call(
        method.upper(), unquote(raw), query, own, sent, raw=raw if "%" in raw else "", scheme=context.call.scheme
    )
    return context.dialect.answer(context.inner(call))
