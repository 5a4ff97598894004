"""The planted exchanges through `proxy`, and side by side with the right ones in `drift`."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import quote

import httpx

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Finding, Verdict
from mockserver.checks.observations import compare, observe
from mockserver.checks.proxy import Proxy
from mockserver.core.http import Answer
from tests.planted.exchanges import APPS

TARGET: Final = "http://planted.example"


class Canned(httpx.AsyncBaseTransport):
    """A server that has one answer."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The answer, whatever was asked."""
        answer = self._answer
        return httpx.Response(answer.status, headers=answer.headers, stream=httpx.ByteStream(answer.body))


def passed(recorded: Recorded) -> tuple[Verdict, int, bytes]:
    """What `proxy` says of an exchange that passes through it; status and body as they reach the client."""
    return asyncio.run(_passed(recorded))


async def _passed(recorded: Recorded) -> tuple[Verdict, int, bytes]:
    assert recorded.answer is not None
    told: list[Verdict] = []
    sent: list[dict[str, Any]] = []
    proxy = Proxy(TARGET, Conformance(integrations=APPS), told.append, transport=Canned(recorded.answer))

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": recorded.call.body, "more_body": False}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    call = recorded.call
    scope = {
        "type": "http",
        "scheme": "http",
        "method": call.method,
        "path": call.path,
        "raw_path": quote(call.path).encode(),
        "query_string": call.query.encode("latin-1"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in call.headers.items()],
    }
    await proxy(scope, receive, send)
    await proxy.drain()
    (verdict,) = told
    return verdict, sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


def drifted(before: Iterable[Recorded], after: Iterable[Recorded]) -> list[Finding]:
    """What `drift` finds between two recordings."""
    conformance = Conformance(integrations=APPS)
    old, new = observe(before, conformance), observe(after, conformance)
    return [finding for verdict in compare(old, new, conformance) for finding in verdict.findings]


DATA: Final = frozenset(
    (
        "a field is called missing that is there",
        "a state of another name",
        "a moment in ISO 8601",
        "a total that is less than the page",
        "an integration of another type than asked for",
        "more integrations than a page has",
        "another integration than asked for",
        "an integration of another type than connected",
        "more contacts than asked for",
        "an application's error as a success",
        "the error's id is no UUID",
        "an answer's member that stands twice",
        "a state of a node that no document lists",
        "Total counts the page",
        "members in another order",
        "assets for whoever reads an integration",
        "the same request_id for every refusal",
        "the application's status as the HTTP status",
        "no parameter is required",
        "a type without actions has some",
        "a payload must be there",
        "fields that nobody knows are refused",
        "no challenge for credentials",
        "totalSize counts something else",
        "another lead than asked for",
        "400 for an action that Refold has not",
        "the linked account in the query is not looked at",
        "an account that is not connected works",
        "parameters that nobody knows are refused",
        "a contact that is listed is not found",
        "the key's linked account is taken for granted",
        "a change of state is lost",
        "an update is lost",
        "a new contact has other properties",
        "a configuration that there is not in other words",
        "what needs consent again does not say so",
        "any state gives consent",
        "a workflow's end is kept to itself",
    )
)
"""The planted errors that two recordings do not show: other values, and outcomes that other records may explain."""
