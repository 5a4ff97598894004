"""The servers that `verify` asks: their URLs, what is known of them, and the connections that every call goes over."""

from __future__ import annotations

import time
from asyncio import Runner
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from uuid import uuid4

from msgspec import Struct

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.foreign import CODINGS, TooLarge, Unanswered, ask, decode
from mockserver.core.http import Answer, Call, Malformed, load_json

if TYPE_CHECKING:
    import httpx

_TIMEOUT: Final = 30.0
_TOO_MANY: Final = 429
_ATTEMPTS: Final = 4
_LONGEST_WAIT: Final = 60
"""In seconds; a server that is busy for longer is not waited for."""


class NotTried(Exception):
    """A statement cannot be tried here; the text says what is missing."""


class Unreachable(Exception):
    """A server does not answer at all; the text says which and why."""


class Inconclusive(Exception):
    """A server that answered before has no answer to a call that says anything; the text says what came instead."""


class CredentialsRefused(Exception):
    """A server does not let the credentials in, so that nothing else can be shown; the text says whose."""


class Ended(Exception):
    """A probe cannot go on: what it needs to continue was not answered. The finding is noted already."""


class Target(Struct, frozen=True):
    """The servers that are asked, and what is known of them.

    ``urls``: of the verified servers, by the name of the dialect, without the prefix of its paths; ``known``: the
    environment variables that are set; ``variables``: what each of all that are read means.
    """

    urls: Mapping[str, str]
    known: Mapping[str, str]
    variables: Mapping[str, str]

    def value(self, name: str) -> str:
        """A variable; NotTried when it is not set."""
        if not self.known.get(name):
            raise NotTried(f"{name} is not set: {self.variables[name]}")
        return self.known[name]


class Reply(Struct, frozen=True):
    """What a server answered to one call; ``about`` names the call, ``document`` is None when it is not JSON."""

    about: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    document: Any

    def at(self, pointer: str) -> Any:
        """The value at a dotted pointer (``Errors[0]``, ``[0].message``); None when there is none."""
        value = self.document
        for step in pointer.replace("[", ".").replace("]", "").removeprefix(".").split(".") if pointer else ():
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value


class Client:
    """One run: connections, the contracts that every answer is held against, and what the servers told of themselves.

    ``interval``: how many seconds are waited before each call; ``wait`` is called with these seconds, and with those
    that a busy server asks for; ``transport``: what carries the calls, a network without one. ``exchanges`` collects
    them for a later comparison; ``mark`` names what this run makes, and ``left_behind`` what of it nothing takes away;
    ``facts``: what a probe found out of a server that others may use, by a name of its own.
    """

    def __init__(
        self,
        target: Target,
        conformance: Conformance,
        *,
        interval: float = 0.0,
        wait: Callable[[float], None] = time.sleep,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        import httpx

        self.target = target
        self.conformance = conformance
        self.exchanges: list[Recorded] = []
        self.left_behind: list[str] = []
        self.facts: dict[str, Any] = {}
        self.mark = f"mockserver-verify-{uuid4().hex[:12]}"
        self.interval = interval
        self._wait = wait
        self._answered: set[bytes] = set()
        self._runner = Runner()
        self._client = httpx.AsyncClient(
            timeout=_TIMEOUT, trust_env=True, headers={"accept-encoding": CODINGS}, transport=transport
        )

    def close(self) -> None:
        """Let the connections go."""
        self._runner.run(self._client.aclose())
        self._runner.close()

    def send(self, request: httpx.Request) -> Reply:
        """Send a request and keep the exchange; a server that is busy is asked again when it says.

        Unreachable when nobody answers there, Inconclusive when somebody did before.
        """
        call = _call(request)
        about = f"{call.method} {call.path}"
        attempts = 1
        while (answer := self._ask(request, about)).status == _TOO_MANY:
            wait = _retry_after(answer)
            if wait > _LONGEST_WAIT or attempts == _ATTEMPTS:
                raise Inconclusive(f"{about}: 429, to be asked again after {wait} s")
            self._wait(wait)
            attempts += 1
        self.exchanges.append(Recorded(about, call, answer))
        try:
            document = load_json(answer.body)
        except Malformed:
            document = None
        return Reply(about, answer.status, dict(answer.headers), answer.body, document)

    def _ask(self, request: httpx.Request, about: str, *, again: bool = True) -> Answer:
        """One answer; a read whose connection is lost is sent once more, another call may have been acted on."""
        there = request.url.netloc
        if self.interval > 0:
            self._wait(self.interval)
        try:
            answer = decode(self._runner.run(ask(self._client, request)))
        except (Unanswered, TooLarge) as error:
            reason = f"{about} at {there.decode()}: {error}"
            if there not in self._answered:
                raise Unreachable(reason) from None
            if again and request.method == "GET" and isinstance(error, Unanswered):
                return self._ask(request, about, again=False)
            raise Inconclusive(reason) from None
        self._answered.add(there)
        return answer

    def build(self, dialect: str, method: str, path: str, **options: Any) -> httpx.Request:
        """A request to the server of a dialect; NotTried when that one is not verified."""
        base = self.target.urls.get(dialect)
        if base is None:
            raise NotTried("the URL of this API is not given")
        return self._client.build_request(method, base + quote(path, safe="/?=&%"), **options)


def _retry_after(answer: Answer) -> int:
    """The seconds of a Retry-After header; 1 without one that says seconds."""
    told = dict(answer.headers).get("retry-after", "")
    return int(told) if told.isascii() and told.isdigit() else 1


def _call(request: httpx.Request) -> Call:
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
    url = request.url
    return Call(request.method, url.path, url.query.decode(), headers, request.content)
