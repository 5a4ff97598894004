"""A dialect's table of refusals as responses, with what the server really answers as their examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from mockserver.core.http import load_json
from mockserver.dialects.frame import CallContext, Dialect, Refusal
from mockserver.dialects.gateway import EXPOSED
from mockserver.openapi.schemas import referred
from mockserver.sandboxes.journal import Exchange
from mockserver.sandboxes.sandbox import Sandboxes

Response = dict[str, Any]

Reword = Callable[[Refusal, dict[str, Any]], dict[str, Any]]
"""(refusal, its example) -> the example in another form."""

EVERYWHERE: Final = frozenset(("host", "rate limit", "server"))
"""The checks that every route makes besides its own."""

APPLICATION: Final = "crm-error"
"""The outcome of what the application itself refuses: every route's, where none names it as its own."""

NOWHERE: Final = frozenset(("route",))
"""The checks of paths and methods that no route has."""

_PREFIX: Final = "#/components/headers/"

HEADERS: Final[Mapping[str, str]] = {
    "retry-after": "Seconds to wait before the call may be made again.",
    "x-mock-request-id": "The exchange in the journal.",
    "x-mock-sandbox": "The sandbox that the credential named.",
    "x-mock-action": "What was asked for: the key of its schema file.",
    "x-mock-outcome": "How the call ended: ok, or the name of the refusal.",
    "x-mock-check": "The documented check that failed.",
    "x-mock-hint": "What would have been right.",
    "x-mock-evidence": "The statement that the refusal rests on, and its kind.",
    "allow": "The methods of this path.",
    "www-authenticate": "How to authenticate.",
}
"""The headers of answers that say something about the call."""

DIAGNOSTICS: Final = [name for name in EXPOSED.split(", ") if name.startswith("x-mock-")]
"""The headers of every refusal; a success has those that name no failed check."""

_OF_SUCCESS: Final = [name for name in DIAGNOSTICS if name not in ("x-mock-check", "x-mock-hint", "x-mock-evidence")]


def header_components(*roots: Any) -> dict[str, Any]:
    """The headers that some part of a document refers to, for ``components/headers``."""
    found = {name for root in roots for name in referred(_PREFIX, root)}
    return {
        name: {"description": meaning, "schema": {"type": "integer" if name == "retry-after" else "string"}}
        for name, meaning in HEADERS.items()
        if name in found
    }


def success_headers() -> dict[str, Any]:
    """The headers of an answer that is no refusal."""
    return _references(_OF_SUCCESS)


def _references(names: Iterable[str]) -> dict[str, Any]:
    return {name: {"$ref": _PREFIX + name} for name in names}


class Refusals:
    """One dialect's refusals: which of them a route has, and how each reads.

    ``error`` refers to their schema, ``documented`` are the examples of its file; ``specific`` are the outcomes that
    only those routes have which name them; ``forms`` are further forms of a refusal by the ends of their names.
    """

    def __init__(
        self,
        dialect: Dialect,
        sandboxes: Sandboxes,
        *,
        error: Any,
        documented: Sequence[Mapping[str, Any]],
        specific: frozenset[str],
        forms: Mapping[str, Reword],
    ) -> None:
        self._dialect = dialect
        self._sandboxes = sandboxes
        self._error = error
        self._documented = documented
        self._specific = specific
        self._forms = forms
        self._table = {name: refusal for name, refusal in dialect.refusals.items() if refusal.status >= 400}

    def of_route(self, checks: Iterable[str], named: Iterable[str], form: str = "") -> dict[str, Response]:
        """The responses of a route by status: the refusals of its checks, and those that it names, in a form."""
        made = EVERYWHERE.union(checks)
        general = {
            name for name, refusal in self._table.items() if refusal.check in made or name == APPLICATION
        } - self._specific
        return self._by_status(general.union(named), form)

    def of_no_route(self) -> dict[str, Response]:
        """The responses to paths and methods that nobody serves, for ``components/responses``."""
        outcomes = [name for name, refusal in self._table.items() if refusal.check in NOWHERE]
        return {
            self._key(outcome): response for outcome in outcomes for response in self._by_status({outcome}).values()
        }

    def examples(self) -> dict[str, Any]:
        """How each refusal reads, for ``components/examples``, with its status and what it rests on."""
        found = {self._key(outcome): self._example(outcome, refusal) for outcome, refusal in self._table.items()}
        for form, reword in self._forms.items():
            found |= {
                self._key(outcome) + form: reword(refusal, found[self._key(outcome)])
                for outcome, refusal in self._table.items()
                if refusal.check not in {*NOWHERE, "application"}
            }
        return found

    def _key(self, outcome: str) -> str:
        return f"{self._dialect.name}.{outcome}"

    def _by_status(self, outcomes: set[str], form: str = "") -> dict[str, Response]:
        statuses = sorted({status for outcome in outcomes for status in _statuses(self._table[outcome])})
        return {
            str(status): self._response(status, dict(self._of_status(status, outcomes)), form) for status in statuses
        }

    def _of_status(self, status: int, outcomes: set[str]) -> Iterator[tuple[str, Refusal]]:
        for outcome, refusal in self._table.items():
            if outcome in outcomes and status in _statuses(refusal):
                yield outcome, refusal

    def _response(self, status: int, refusals: Mapping[str, Refusal], form: str) -> Response:
        own = sorted({name for refusal in refusals.values() for name, _ in refusal.headers})
        examples = {outcome: {"$ref": f"#/components/examples/{self._key(outcome)}{form}"} for outcome in refusals}
        return {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(refusals)}.",
            "headers": _references([*own, *DIAGNOSTICS]),
            "content": {"application/json": {"schema": self._error, "examples": examples}},
        }

    def _example(self, outcome: str, refusal: Refusal) -> dict[str, Any]:
        call = self._dialect.access.call(self._sandboxes.default)
        call.headers = {**call.headers, "x-mock-outcome": outcome}
        context = CallContext(self._sandboxes, call, Exchange(call, dialect=self._dialect.name))
        answer = self._dialect.answer(context)
        document = load_json(answer.body)
        known = [example["response"] for example in self._documented if _are_alike(example["response"], document)]
        return {
            "summary": f"{outcome} (as documented)" if known else outcome,
            "description": context.exchange.hint,
            "value": known[0] if known else document,
            "x-status": answer.status,
            "x-check": refusal.check,
            "x-evidence": refusal.evidence,
        }


def _statuses(refusal: Refusal) -> tuple[int, ...]:
    return refusal.status, *refusal.others


def _are_alike(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two refusals differ in nothing but the id of the request."""
    return {**one, "request_id": ""} == {**other, "request_id": ""}
