"""Where the plays of `verify` act: two servers with their credentials, and what is found of them on the way."""

from __future__ import annotations

from asyncio import Runner
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote
from uuid import uuid4

import orjson

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Finding
from mockserver.checks.foreign import CODINGS, TooLarge, Unanswered, ask, decoded
from mockserver.core.contracts import shown
from mockserver.core.http import Call, Malformed, load_json

if TYPE_CHECKING:
    import httpx

VARIABLES: Final[Mapping[str, str]] = {
    "OKTOPOST_ACCOUNT_ID": "the account: the user of HTTP Basic",
    "OKTOPOST_API_KEY": "its API key, with the permission Integration Add",
    "OKTOPOST_READONLY_API_KEY": "a key of the same account without that permission",
    "OKTOPOST_SALESFORCE_INTEGRATION": "the integration to use, where the first valid one of its type will not do",
    "OKTOPOST_MARKETO_INTEGRATION": "the same for Marketo",
    "OKTOPOST_HUBSPOT_INTEGRATION": "the same for HubSpot",
    "OKTOPOST_EXPIRED_INTEGRATION": "an integration whose own token has expired",
    "OKTOPOST_FOREIGN_INTEGRATION": "an integration of another account",
    "OKTOPOST_CNAME": "the custom domain to connect integrations with (default: 0CN000000000000)",
    "REFOLD_API_KEY": "the organisation's key (x-api-key)",
    "REFOLD_LINKED_ACCOUNT_ID": "a linked account of it that has connected its applications",
    "REFOLD_SESSION_TOKEN": "a session token of that linked account",
    "VERIFY_SEARCH": "a word that a lead and a contact of Salesforce are found by (default: john)",
    "VERIFY_EVENT_TYPE": "the id of a HubSpot event type, for event.upsert",
    "VERIFY_MARKETO_LEAD": "the id of a Marketo lead, for list.addLeads and activity.addCustom",
    "VERIFY_ACTIVITY_TYPE": "the id of a custom activity type of Marketo, for activity.addCustom",
}
"""The environment variables that `verify` reads."""

_TIMEOUT: Final = 30.0


class NotTried(Exception):
    """A statement cannot be tried here; the text says what is missing."""


class Unreachable(Exception):
    """A server does not answer at all; the text says which and why."""


class Dropped(Exception):
    """A server that answered before hangs up on a call; the text says how."""


class Ended(Exception):
    """A play cannot go on: what it needs to continue was not answered. The finding is noted already."""


@dataclass(frozen=True, slots=True)
class Target:
    """Two servers and what is known of them; a URL is None for a server that is not verified.

    ``known``: the values of VARIABLES that are set.
    """

    oktopost: str | None
    refold: str | None
    known: Mapping[str, str]

    def value(self, name: str) -> str:
        """A variable; NotTried when it is not set."""
        if not self.known.get(name):
            raise NotTried(f"{name} is not set: {VARIABLES[name]}")
        return self.known[name]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a server answered to one call; ``about`` names the call, ``document`` is None when it is not JSON."""

    about: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    document: Any

    def at(self, pointer: str) -> Any:
        """The value at a dotted pointer (``Errors[0]``); None when there is none."""
        value = self.document
        for step in pointer.replace("[", ".").replace("]", "").split(".") if pointer else ():
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
                value = value[int(step)]
            else:
                return None
        return value


class Stage:
    """One run: connections, the contracts that every answer is held against, and what the servers told of themselves.

    ``pause`` is called before every call. ``exchanges`` collects them for a later comparison.
    """

    def __init__(self, target: Target, conformance: Conformance, *, pause: Callable[[], None] = lambda: None) -> None:
        import httpx

        self.target = target
        self.conformance = conformance
        self.exchanges: list[Recorded] = []
        self.left_behind: list[str] = []
        self.mark = f"mockserver-verify-{uuid4().hex[:12]}"
        self._pause = pause
        self._answered: set[bytes] = set()
        self._runner = Runner()
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=True, headers={"accept-encoding": CODINGS})

    def close(self) -> None:
        """Let the connections go."""
        self._runner.run(self._client.aclose())
        self._runner.close()

    def send(self, request: httpx.Request) -> Reply:
        """Send a request and keep the exchange.

        Unreachable when nobody answers there, Dropped when somebody did before.
        """
        self._pause()
        call = _call(request)
        about = f"{call.method} {call.path}"
        try:
            answer = decoded(self._runner.run(ask(self._client, request)))
        except (Unanswered, TooLarge) as error:
            reason = f"{about} at {request.url.netloc.decode()}: {error}"
            raise (Dropped if request.url.netloc in self._answered else Unreachable)(reason) from None
        self._answered.add(request.url.netloc)
        self.exchanges.append(Recorded(about, call, answer))
        try:
            document = load_json(answer.body)
        except Malformed:
            document = None
        return Reply(about, answer.status, dict(answer.headers), answer.body, document)

    def build(self, base: str | None, method: str, path: str, **options: Any) -> httpx.Request:
        """A request to one of the servers; NotTried when that one is not verified."""
        if base is None:
            raise NotTried("the URL of this API is not given")
        return self._client.build_request(method, base + quote(path, safe="/?=&%"), **options)

    @cached_property
    def integrations(self) -> Sequence[Mapping[str, Any]]:
        """The account's own integrations, all pages."""
        found: list[Mapping[str, Any]] = []
        login = (self.target.value("OKTOPOST_ACCOUNT_ID"), self.target.value("OKTOPOST_API_KEY"))
        for page in range(100):
            request = self.build(self.target.oktopost, "GET", f"/v2/integration?_page={page}&_count=100")
            request.headers["authorization"] = basic(*login)
            items = self.send(request).at("Items")
            found.extend(item for item in items or () if isinstance(item, dict))
            if not isinstance(items, list) or len(items) < 100:
                break
        return found

    def integration(self, **wanted: str) -> str:
        """The id of an integration with these members, such as Type="cd"; NotTried when there is none."""
        for item in self.integrations:
            if all(item.get(name) == value for name, value in wanted.items()) and isinstance(item.get("Id"), str):
                return str(item["Id"])
        what = ", ".join(f"{name} {value}" for name, value in wanted.items())
        raise NotTried(f"the account has no integration with {what}")

    def integration_of(self, app: str) -> str:
        """The integration of an application that its actions are tried on."""
        name = f"OKTOPOST_{app.upper()}_INTEGRATION"
        return self.target.known.get(name) or self.integration(Type=app, Status="valid", State="active")


def basic(user: str, password: str) -> str:
    """The value of an Authorization header."""
    from base64 import b64encode

    return f"Basic {b64encode(f'{user}:{password}'.encode()).decode()}"


def _call(request: httpx.Request) -> Call:
    headers = {name.decode().lower(): value.decode("latin-1") for name, value in request.headers.raw}
    url = request.url
    return Call(request.method, url.path, url.query.decode(), headers, request.content)


@dataclass(slots=True)
class Trial:
    """One play on a stage: its calls, and what it finds."""

    stage: Stage
    findings: list[Finding] = field(default_factory=list)

    # -- calls -------------------------------------------------------------------------------------------------

    def oktopost(
        self, method: str, path: str, form: Any = None, *, login: str = "OKTOPOST_API_KEY", json: Any = None
    ) -> Reply:
        """A call below ``/v2``; ``login`` names the variable of the key, or is ``wrong`` or empty for none."""
        target = self.stage.target
        options: dict[str, Any] = {"content": form} if isinstance(form, bytes) else {"data": form}
        if json is not None:
            options = {"json": json}
        request = self.stage.build(target.oktopost, method, f"/v2{path}", **options)
        if isinstance(form, bytes):
            request.headers["content-type"] = "application/x-www-form-urlencoded"
        if login:
            key = f"wrong-{uuid4().hex}" if login == "wrong" else target.value(login)
            request.headers["authorization"] = basic(target.value("OKTOPOST_ACCOUNT_ID"), key)
        return self._send(request)

    def act(self, app: str, name: str, payload: Any = None, *, login: str = "OKTOPOST_API_KEY", **form: str) -> Reply:
        """An action on an application; ``form`` replaces or adds fields of the form."""
        fields = {"id": form.pop("id", None) or self.stage.integration_of(app), "actionName": name}
        if payload is not None:
            fields["payload"] = payload if isinstance(payload, str) else orjson.dumps(payload).decode()
        reply = self.oktopost("POST", "/integration-action", {**fields, **form}, login=login)
        return replace(reply, about=f"{reply.about} {app} {name}")

    def refold(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        login: str = "key",
        account: str | None = None,
        by: str = "header",
    ) -> Reply:
        """A call below ``/api/v2``.

        ``login``: key, wrong-key, token, wrong-token or none; ``account`` replaces the linked account, ``by`` says
        whether it is told in a header, in the query or not at all.
        """
        target = self.stage.target
        options: dict[str, Any] = {} if body is None else {"content": orjson.dumps(body)}
        if login == "key" and by == "query":
            path += ("&" if "?" in path else "?") + f"linked_account_id={self._account(account)}"
        request = self.stage.build(target.refold, method, f"/api/v2{path}", **options)
        if body is not None:
            request.headers["content-type"] = "application/json"
        for name, value in self._credentials(login, account, by):
            request.headers[name] = value
        return self._send(request)

    def _credentials(self, login: str, account: str | None, by: str) -> Iterator[tuple[str, str]]:
        target = self.stage.target
        if login == "token":
            yield "authorization", f"Bearer {target.value('REFOLD_SESSION_TOKEN')}"
        elif login == "wrong-token":
            yield "authorization", f"Bearer wrong-{uuid4().hex}"
        elif login == "wrong-key":
            yield "x-api-key", f"tkwrong{uuid4().hex}"
            yield "linked_account_id", self._account(account)
        elif login == "key":
            yield "x-api-key", target.value("REFOLD_API_KEY")
            if by == "header":
                yield "linked_account_id", self._account(account)

    def _account(self, account: str | None) -> str:
        return account or self.stage.target.value("REFOLD_LINKED_ACCOUNT_ID")

    def execute(self, key: str, body: Any, **options: Any) -> Reply:
        """An action of Refold, ``slug/action_id``."""
        slug, _, action = key.partition("/")
        reply = self.refold("POST", f"/integration-schema/{slug}/actions/{action}/execute", body, **options)
        return replace(reply, about=f"execution of {key}")

    def _send(self, request: httpx.Request) -> Reply:
        reply = self.stage.send(request)
        verdict = self.stage.conformance.hold(self.stage.exchanges[-1])
        for finding in verdict.findings:
            if finding.side == "response":
                self.findings.append(replace(finding, side=f"{reply.about}: response"))
        return reply

    # -- expectations ------------------------------------------------------------------------------------------

    def that(self, holds: object, reply: Reply, pointer: str, statement: str, *, expected: str, got: str) -> None:
        """Note a finding unless something holds; ``statement`` is an id, with the kind of evidence if not the best."""
        if holds:
            return
        scale = self.stage.conformance.scale
        name, _, kind = statement.partition(" ")
        ground = scale.grounds.of_statement(name, kind or None)
        self.findings.append(scale.finding(f"{reply.about}: response", pointer, expected, got, ground))

    def equal(self, reply: Reply, pointer: str, expected: Any, statement: str) -> None:
        """A value of the answer is exactly this one."""
        got = reply.at(pointer)
        self.that(got == expected, reply, pointer, statement, expected=shown(expected), got=_found(reply, pointer))

    def status(self, reply: Reply, expected: int, statement: str) -> None:
        """The HTTP status is this one."""
        self.that(reply.status == expected, reply, "status", statement, expected=str(expected), got=str(reply.status))

    def errors(self, reply: Reply, status: int, *texts: str, statement: str) -> None:
        """Oktopost refuses with a status, and with exactly these texts if any are given."""
        self.status(reply, status, statement)
        if texts:
            self.equal(reply, "Errors", list(texts), statement)

    def result(self, reply: Reply, pointer: str, statement: str) -> Any:
        """A value that the play goes on with; Ended when the answer does not have it."""
        self.status(reply, 200, statement)
        value = reply.at(pointer)
        if value is None:
            self.that(False, reply, pointer, statement, expected="a value", got=_found(reply, pointer))
            raise Ended
        return value


def _found(reply: Reply, pointer: str) -> str:
    if reply.document is None:
        return shown(reply.body[:200].decode(errors="replace"))
    value = reply.at(pointer)
    return "nothing" if value is None else shown(value)
