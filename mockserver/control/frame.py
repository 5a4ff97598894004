"""A question to the control API as a value, the ways of refusing one, and routes that are tied to schema files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any, Final, Protocol, TypeVar

from msgspec import Struct

from mockserver.control import worlds
from mockserver.control.worlds import Whole, is_world
from mockserver.core.contracts import Contract, Contracts, shown
from mockserver.core.errors import Violation, cut, did_you_mean
from mockserver.core.http import MAX_STATE, MAX_VALUES, load_json
from mockserver.dialects.gateway import Gateway
from mockserver.sandboxes.engine import hold
from mockserver.sandboxes.sandbox import Sandbox

T = TypeVar("T")
Kept_co = TypeVar("Kept_co", covariant=True)

CODES: Final[Mapping[str, int]] = {
    "invalid-request": 400,
    "token-required": 401,
    "host-refused": 403,
    "origin-refused": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "conflict": 409,
    "too-large": 413,
    "wrong-content-type": 415,
    "server-error": 500,
    "unavailable": 503,
}
"""What a refusal of the control API is called, and its status."""


WHOLE: Final = frozenset(("control/put_state",))
"""Routes that take a whole world, of any number of values."""


class Numbered(Protocol[Kept_co]):
    """The last ones of what a sandbox numbers."""

    dropped: int
    numbered: int

    def get(self, number: int) -> Kept_co | None: ...

    def __len__(self) -> int: ...


class Denied(Exception):
    """A question that is refused: ``code`` is one of CODES, the message says what would have been right."""

    def __init__(self, code: str, message: str, *, violations: Sequence[Violation] = ()) -> None:
        super().__init__(message)
        self.code = code
        self.status = CODES[code]
        self.violations = tuple(violations)

    def as_json(self) -> dict[str, Any]:
        """The body of the answer, as ``schemas/control/error.json`` describes it."""
        error: dict[str, Any] = {"code": self.code, "message": str(self)}
        if self.violations:
            error["violations"] = [violation.as_json() for violation in self.violations]
        return {"error": error}


class Ask(Struct, frozen=True):
    """One question, which kept its contract; ``url`` is how the asker reached the server (``http://localhost:4010``)."""

    gateway: Gateway
    url: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    json: Any = None

    @property
    def sandbox(self) -> Sandbox:
        """The sandbox that the path names, which is in use from now on; Denied when there is none."""
        sandboxes = self.gateway.sandboxes
        sandbox = sandboxes.get(self.path["id"])
        if sandbox is None:
            raise Denied(
                "not-found",
                f"there is no sandbox {self.path['id']} (deleted, or dropped after its idle time?): "
                f"GET {self.gateway.options.control}/sandboxes lists them",
            )
        sandbox.last_used = sandboxes.timer()
        return sandbox

    def number(self, name: str, default: int) -> int:
        """A whole number of the query."""
        return int(self.query.get(name, default))

    def numbered(self, kept: Numbered[T], none: str) -> T:
        """What has the path's number among the last ones that are kept; Denied when none has: there is ``none``."""
        number = int(self.path["number"])
        found = kept.get(number)
        if found is None:
            held = f"{len(kept)} are kept, {kept.dropped} were dropped, the latest is {kept.numbered}"
            raise Denied("not-found", f"there is {none.format(number)}: {held}")
        return found


View = Callable[[Ask], Any]
"""One question to its answer, a JSON value or a Whole."""


class Route:
    """One row of the control API; ``key`` is its schema file, ``path`` is relative to the prefix."""

    def __init__(self, key: str, view: View, contracts: Contracts) -> None:
        self.key = key
        self.view = view
        declared = contracts.documents[key]["route"]
        self.method: str = declared["method"]
        self.path: str = declared["path"]
        self.success: int = declared["success"]
        self.request: Contract = contracts.of(key, "request")
        self.response: Contract = contracts.of(key, "response")
        known = contracts.documents[key]["$defs"]["request"].get("properties", {})
        self.takes_json = "json" in known
        self.declared = {part: contracts.properties(key, part).keys() for part in ("query", "json")}

    def answer(
        self, gateway: Gateway, url: str, path: Mapping[str, str], query: Mapping[str, str], body: bytes | IO[bytes]
    ) -> Any:
        """The view's document, in and out by contract; Denied, or BrokenContract for an answer of ours."""
        given = self._read(body)
        parts: dict[str, Any] = {"path": dict(path), "query": dict(query), **given}
        self._refuse_undeclared("query", parts)
        self._refuse_undeclared("json", parts)
        if not self._is_kept(parts):
            raise invalid(self.request.violations(parts))
        answer = self.view(Ask(gateway, url, path, query, given.get("json")))
        for part in answer.parts() if isinstance(answer, Whole) else (answer,):
            hold(self.response, part)
        return answer

    def _is_kept(self, parts: Mapping[str, Any]) -> bool:
        """Whether the question keeps the contract; a whole world is held in slices, as it is when it is answered."""
        document = parts.get("json")
        if self.key not in WHOLE or not is_world(document):
            return self.request.is_valid(parts)
        return all(self.request.is_valid({**parts, "json": part}) for part in Whole(document).parts())

    def _read(self, body: bytes | IO[bytes]) -> dict[str, Any]:
        try:
            if not isinstance(body, bytes):
                return {"json": worlds.read(body, _counting())}
            if not body.strip():
                return {}
            if self.takes_json:
                return {"json": load_json(body, most=None if self.key in WHOLE else MAX_VALUES)}
        except ValueError as error:
            raise Denied("invalid-request", f"the body is {error}") from None
        raise Denied("invalid-request", f"{self.method} {self.path} takes no body")

    def _refuse_undeclared(self, part: str, parts: Mapping[str, Any]) -> None:
        known, given = self.declared[part], parts.get(part)
        if not isinstance(given, dict) or (part == "json" and not known):
            return
        for name in given:
            if name not in known:
                takes = f"{did_you_mean(name, known)}it takes {', '.join(known) or 'none'}"
                name = cut(name)  # noqa: PLW2901 - from here on it is only shown
                violation = Violation(f"{part}.{name}", "a declared name", "an undeclared one", "undeclared")
                raise Denied("invalid-request", f"{part}.{name} is not declared: {takes}", violations=[violation])


def _counting() -> Callable[[int], None]:
    """Count bytes; Denied when they are more than a whole world has."""
    left = MAX_STATE

    def count(size: int) -> None:
        nonlocal left
        left -= size
        if left < 0:
            raise Denied("too-large", f"the body is larger than {MAX_STATE} bytes")

    return count


def invalid(violations: Sequence[Violation]) -> Denied:
    """A question that breaks its contract, every place in one message."""
    return Denied("invalid-request", "; ".join(found.sentence() for found in violations), violations=violations)


def known(pointer: str, name: str | None, names: Iterable[str]) -> None:
    """Denied, as by a contract that lists them, when a name is given that is none of ``names``."""
    if name is not None and name not in names:
        violation = Violation(pointer, f"one of {', '.join(names)}", shown(name), "enum")
        raise invalid([violation])


def unknown(what: str, name: str, names: Sequence[str]) -> Denied:
    """404 for a name that nothing has; ``names`` are those that there are."""
    known = f"there are {', '.join(names)}" if names else "there are none"
    return Denied("not-found", f"there is no {what} {name}: {did_you_mean(name, names)}{known}")
