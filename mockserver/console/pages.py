"""The pages: each view reads one sandbox and renders a template; what a page changes goes through the control API."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from mockserver import dialects
from mockserver.console import again, changes, palette, vendor
from mockserver.console.difference import compared
from mockserver.console.exchange import mentioning, planned_by, pretty, prose, shown, summed, voids
from mockserver.console.feed import active, clock_time, is_armed, mark, summary
from mockserver.console.fields import Form
from mockserver.console.search import finds, terms
from mockserver.console.sendable import of_call, of_entry
from mockserver.console.sentence import capitalized
from mockserver.console.snippets import curl
from mockserver.control import door
from mockserver.control.frame import Denied
from mockserver.core import contracts
from mockserver.core.action import Action
from mockserver.core.faults import MAGIC, MAX_DELAY
from mockserver.core.http import dump_json
from mockserver.core.store import Record, Table, value_at
from mockserver.dialects.access import Line
from mockserver.dialects.bodies import JSON
from mockserver.dialects.frame import Dialect, Route
from mockserver.dialects.gateway import Gateway, credentials
from mockserver.sandboxes.journal import Entry
from mockserver.sandboxes.sandbox import DEFAULT, Sandbox
from mockserver.world import records, tables
from mockserver.world.records import RecordError

RECORDS: Final = 50
"""How many records a page of a table shows."""

SANDBOXES: Final = 50
"""How many sandboxes the switch offers; the others are reached by their address."""

LONGEST_SEARCH: Final = 500
"""How many characters of a search are looked for."""

_WHERE_IT_IS: Final = "The server printed it at its start (Control token), or it is what MOCKSERVER_TOKEN was set to."
_PAYLOAD: Final = '"PAYLOAD"'
"""The text of a payload that is found again in a call."""

_COLUMNS: Final = 5
_CELL: Final = 80

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer of the console carries."""

PAGES: Final = (
    ("calls", "Calls"),
    ("changes", "Changes"),
    ("records", "Records"),
    ("integrations", "Integrations"),
    ("deliveries", "Deliveries"),
    ("faults", "Faults"),
    ("state", "Time & state"),
    ("actions", "Actions"),
)


class Console:
    """The views over one gateway."""

    def __init__(self, gateway: Gateway) -> None:
        self.gateway = gateway
        self.control = gateway.options.control

    def blueprint(self) -> Blueprint:
        """The routes, to be mounted below the control prefix."""
        prefix = f"{self.control}/console"
        routes = Blueprint("console", __name__, url_prefix=prefix, template_folder="templates", static_folder="static")
        routes.add_url_rule("/", "home", self.home)
        routes.add_url_rule("/login", "login", self.login, methods=["GET", "POST"])
        routes.add_url_rule("/<sandbox_id>/", "sandbox", self.sandbox)
        routes.add_url_rule("/<sandbox_id>/calls", "calls", self.calls)
        routes.add_url_rule("/<sandbox_id>/calls/find", "find", self.find)
        routes.add_url_rule("/<sandbox_id>/calls/<number>", "call", self.call)
        routes.add_url_rule("/<sandbox_id>/changes", "changes", self.changes)
        routes.add_url_rule("/<sandbox_id>/records", "records", self.records)
        routes.add_url_rule("/<sandbox_id>/records/<app>/<name>", "table", self.table)
        routes.add_url_rule("/<sandbox_id>/records/<app>/<name>/new", "new_record", self.new_record)
        routes.add_url_rule("/<sandbox_id>/records/<app>/<name>/key/<path:key>", "record", self.record)
        routes.add_url_rule("/<sandbox_id>/integrations", "integrations", self.integrations)
        routes.add_url_rule("/<sandbox_id>/everything", "everything", self.everything)
        routes.add_url_rule("/<sandbox_id>/deliveries", "deliveries", self.deliveries)
        routes.add_url_rule("/<sandbox_id>/faults", "faults", self.faults)
        routes.add_url_rule("/<sandbox_id>/state", "state", self.state)
        routes.add_url_rule("/<sandbox_id>/actions", "actions", self.actions)
        routes.add_url_rule("/<sandbox_id>/actions/<dialect>/<app>/<name>", "action", self.action)
        routes.add_url_rule("/<path:_>", "unknown", self.unknown)
        routes.before_request(self._admit)
        routes.after_request(_with_headers)
        routes.register_error_handler(HTTPException, self._explained)
        routes.add_app_template_filter(pretty, "pretty")
        routes.add_app_template_filter(prose, "prose")
        routes.add_app_template_filter(voids, "voids")
        routes.add_app_template_filter(summed, "summed")
        return routes

    # -- where one begins --------------------------------------------------------------------------------------

    def home(self) -> AnyResponse:
        return redirect(url_for("console.calls", sandbox_id=DEFAULT))

    def sandbox(self, sandbox_id: str) -> AnyResponse:
        return redirect(url_for("console.calls", sandbox_id=sandbox_id))

    def unknown(self, _: str) -> str:
        abort(404, f"The console has no page {request.path}.")

    def login(self) -> AnyResponse:
        """The control token once, for a cookie that stands for it as long as the browser runs."""
        token = self.gateway.options.token
        home = url_for("console.home")
        wanted = request.form.get("next", home)
        inside = wanted if wanted.startswith(home) and wanted.isprintable() else home
        if token is None or request.method == "GET":
            return redirect(inside)
        if not door.is_same(request.form.get("token", ""), token):
            return _message(401, "That is not the token", _WHERE_IT_IS, next=inside, wants_token=True)
        response = redirect(inside, 303)
        response.set_cookie(door.COOKIE, door.pass_of(token), path=self.control, httponly=True, samesite="Strict")
        return response

    def _admit(self) -> AnyResponse | None:
        """Nothing for other sites but links that people follow; with a token set, nothing for strangers."""
        if request.endpoint == "console.static":
            return None
        try:
            if not _is_followed_link():
                door.check_origin(request.headers)
            if request.endpoint != "console.login":
                door.check_token(self.gateway, request.headers)
        except Denied as denied:
            asked = denied.code == "token-required"
            title, text = ("This console asks for a token", _WHERE_IT_IS) if asked else ("Not from there", str(denied))
            return _message(denied.status, title, text, next=request.full_path, wants_token=asked)
        return None

    def _explained(self, error: HTTPException) -> AnyResponse:
        """A page for what cannot be shown, with a way on."""
        status = error.code or 500
        if status == 404 and "X-Refresh" in request.headers:
            return Response(status=204)  # a page that brings itself up to date; a browser would complain of a 404
        title = "There is no such thing here" if status == 404 else str(error.name)
        sandbox = self.gateway.sandboxes.get((request.view_args or {}).get("sandbox_id", DEFAULT))
        return _message(status, title, str(error.description), sandbox=sandbox or self.gateway.sandboxes.default)

    # -- calls -------------------------------------------------------------------------------------------------

    def calls(self, sandbox_id: str) -> str:
        """The live list; the script fills it from the event stream."""
        return self._page("calls", sandbox_id, opened=None, **self._list(sandbox_id))

    def call(self, sandbox_id: str, number: str) -> str:
        """One call beside the list."""
        sandbox = self._sandbox(sandbox_id)
        entry = _entry(sandbox, number)
        if entry is None:
            abort(404, f"The call {number} is not in the journal: it keeps the latest, and forgets when it is cleared.")
        before = _entry(sandbox, request.args.get("beside", ""))
        return self._page(
            "calls", sandbox_id, opened=shown(entry, sandbox, self._url()), line=summary(entry),
            changed=changes.made_by(sandbox, entry),
            beside=None if before is None else compared(before, entry), **self._list(sandbox_id),
        )  # fmt: skip

    def find(self, sandbox_id: str) -> AnyResponse:
        """The numbers of the calls that a search finds, behind the number ``after``."""
        wanted = terms(request.args.get("q", "")[:LONGEST_SEARCH])
        after = min(request.args.get("after", 0, type=int), sys.maxsize)
        found = [entry.number for entry in self._sandbox(sandbox_id).journal.newest(after) if finds(wanted, entry)]
        return Response(dump_json({"numbers": found}), content_type=JSON)

    def _list(self, sandbox_id: str) -> dict[str, Any]:
        """What the list of calls filters by; and for a sandbox that was never called a command and an action to try."""
        sandbox = self._sandbox(sandbox_id)
        return {
            "outcomes": dialects.outcomes(),
            "first_call": curl(of_call(dialects.load()[0].access.call(sandbox)), self._url()),
            "first_action": next(dialects.actions(), None),
        }

    # -- changes -----------------------------------------------------------------------------------------------

    def changes(self, sandbox_id: str) -> str:
        """What became of the records between two marks."""
        sandbox, asked = self._sandbox(sandbox_id), request.args
        begin, end, table = asked.get("from", "start"), asked.get("to", "now"), asked.get("table", "")
        offset = min(max(asked.get("start", 0, type=int), 0), sys.maxsize)
        return self._page(
            "changes", sandbox_id, begin=begin, end=end, table=table, offset=offset, size=changes.PAGE,
            found=changes.page_of(sandbox, begin, end, table, offset), marks=changes.marks(sandbox, begin, end),
        )  # fmt: skip

    # -- records -----------------------------------------------------------------------------------------------

    def records(self, sandbox_id: str) -> AnyResponse:
        """The table of the thing that the first action names, or the first table there is."""
        known = sorted(self._sandbox(sandbox_id).state.tables)
        action = next(dialects.actions(), None)
        thing = f"{action.app}/{action.name.partition('.')[0]}".lower() if action else ""
        app, _, name = next((one for one in known if one.lower() == thing), known[0]).partition("/")
        return redirect(url_for("console.table", sandbox_id=sandbox_id, app=app, name=name))

    def table(self, sandbox_id: str, app: str, name: str) -> str:
        """A page of a table, or of what a search finds in it."""
        table = self._table(sandbox_id, app, name)
        searched, order = request.args.get("q", "").strip(), request.args.get("sort", "")
        offset = min(max(request.args.get("from", 0, type=int), 0), len(table))
        if searched or order.lstrip("-") in columns(table):
            found = _found(self._sandbox(sandbox_id), f"{app}/{name}", searched) if searched else list(table.scan())
            found = _sorted(found, order)
            rows, total = found[offset : offset + RECORDS], len(found)
        else:
            rows, total = table.page(offset, RECORDS), len(table)
        return self._page(
            "records", sandbox_id, template="records", table=f"{app}/{name}", columns=columns(table), rows=rows,
            order=order, total=total, offset=offset, size=RECORDS, searched=searched, key=table.base.spec.key,
            cell=cell, **self._counts(sandbox_id),
        )  # fmt: skip

    def record(self, sandbox_id: str, app: str, name: str, key: str) -> str:
        """One record to edit, and the calls that name it."""
        sandbox, table = self._sandbox(sandbox_id), self._table(sandbox_id, app, name)
        try:
            record = records.get(sandbox, f"{app}/{name}", key)
        except RecordError as error:
            abort(404, f"{capitalized(str(error))}.")
        found = mentioning(sandbox, f"{app}/{name}", record[table.base.spec.key])
        return self._record(sandbox_id, f"{app}/{name}", record, [summary(entry) for entry in found[:RECORDS]])

    def new_record(self, sandbox_id: str, app: str, name: str) -> str:
        """An empty form for a record."""
        self._table(sandbox_id, app, name)
        return self._record(sandbox_id, f"{app}/{name}", None, [])

    def _record(self, sandbox_id: str, table: str, record: Record | None, calls: list[dict[str, Any]]) -> str:
        spec = self._table(sandbox_id, *table.split("/")).base.spec
        fields = Form(contracts.load(), f"records/{spec.schema}", nested=True).fields("", record)
        if record is None:  # what is left empty, the application fills in
            given = request.args
            fields = [replace(one, required=one.needed, value=given.get(one.name, one.value)) for one in fields]
        key, asked = spec.key, {*spec.search, *spec.indexes}
        first = [one for one in fields if one.value or (record is None and (one.needed or one.name in asked))]
        return self._page(
            "records", sandbox_id, template="record", table=table, record=record, key=key, calls=calls, first=first,
            rest=[one for one in fields if one not in first], title=palette.name_of(record, key) if record else "",
            text=json.dumps(record or {}, indent=2, ensure_ascii=False), **self._counts(sandbox_id),
        )  # fmt: skip

    def _counts(self, sandbox_id: str) -> dict[str, Any]:
        state = self._sandbox(sandbox_id).state
        return {"counts": {name: len(state.tables[name]) for name in sorted(state.tables)}}

    def _table(self, sandbox_id: str, app: str, name: str) -> Table:
        tables = self._sandbox(sandbox_id).state.tables
        try:
            return self._sandbox(sandbox_id).state.table(f"{app}/{name}")
        except KeyError:
            abort(404, f"There is no table {app}/{name}; there are {', '.join(sorted(tables))}.")

    # -- integrations, faults, time and state ------------------------------------------------------------------

    def integrations(self, sandbox_id: str) -> str:
        """What stands between a call and its application."""
        sandbox = self._sandbox(sandbox_id)
        sections = [section for dialect in dialects.load() for section in vendor.of(dialect).sections(sandbox)]
        return self._page("integrations", sandbox_id, sections=sections)

    def deliveries(self, sandbox_id: str) -> str:
        """What was sent to webhooks, the newest first."""
        kept = [sent.as_json() for sent in self._sandbox(sandbox_id).deliveries]
        return self._page("deliveries", sandbox_id, deliveries=kept[::-1])

    def faults(self, sandbox_id: str) -> str:
        """The rules of the sandbox, and a form to plant one."""
        plannable = [outcome for outcome in dialects.outcomes().values() if outcome.plannable]
        return self._page(
            "faults", sandbox_id, rules=self._sandbox(sandbox_id).faults.rules, outcomes=plannable, magic=MAGIC,
            is_armed=is_armed, actions=[action.key for action in dialects.actions()], longest=MAX_DELAY,
            wanted_match=request.args.get("match", "*"), wanted_outcome=request.args.get("outcome", "rate-limited"),
        )  # fmt: skip

    def state(self, sandbox_id: str) -> str:
        """The clock, snapshots, settings, reset, export and import."""
        sandbox = self._sandbox(sandbox_id)
        return self._page("state", sandbox_id, now=sandbox.clock.now(), snapshots=dict(sandbox.snapshots))

    # -- actions -----------------------------------------------------------------------------------------------

    def actions(self, sandbox_id: str) -> str:
        """The catalogue of all dialects."""
        return self._page("actions", sandbox_id, catalogue=catalogue())

    def action(self, sandbox_id: str, dialect: str, app: str, name: str) -> str:
        """One action or route: contract, evidence, examples, and a form to try it."""
        key = f"{dialect}/{app}/{name}"
        action = next((one for one in dialects.actions() if one.key == key), None)
        route = next((one for _, one in _routes() if one.key == key), None)
        if action is not None:
            sending = self._sending(sandbox_id, action, dialects.named(dialect))
        elif route is not None:
            sending = self._sending_to(sandbox_id, route, dialects.named(dialect))
        else:
            abort(404, f"There is no action {key}.")
        spoken, operation = dialects.named(dialect), Operation(key, contracts.load().documents[key])
        sandbox = self._sandbox(sandbox_id)
        entry = _entry(sandbox, request.args.get("call", ""))
        choices = vendor.of(spoken).choices(sandbox, app if action else "")
        document = None
        if entry is not None:
            document = again.parts(entry, route.path, _parts(route)) if route else again.payload(entry)
        return self._page(
            "actions", sandbox_id, template="action", action=operation, dialect=dialect, sending=sending,
            fields=Form(contracts.load(), key, nested=route is not None).fields("/$defs/request", document),
            entry=entry, choices=again.chosen(choices, None if entry is None else of_entry(entry, sandbox)),
            examples=operation.schema.get("examples", []),
            outcomes=[one for one in spoken.vocabulary.values() if spoken.can_come_to(one.name, action)],
        )  # fmt: skip

    def _sending_to(self, sandbox_id: str, route: Route, dialect: Dialect) -> dict[str, Any]:
        """How the script sends a call to a route: method, headers, and the ``template`` of the path."""
        headers = of_call(dialect.access.call(self._sandbox(sandbox_id))).as_json()["headers"]
        headers.pop("content-type", None)
        if "json" in _parts(route):
            headers["content-type"] = JSON
        return {"method": route.method, "template": route.path, "headers": headers}

    def _sending(self, sandbox_id: str, action: Action, dialect: Dialect) -> dict[str, Any]:
        """How the script sends a payload to an action: method, path, headers, and the ``form`` around its ``field``."""
        if dialect.access.execute is None:
            raise RuntimeError(f"{dialect.name} has actions, but its access says no way to execute one")
        call = of_call(dialect.access.execute(self._sandbox(sandbox_id), action.app, action.name, _PAYLOAD))
        sending = call.as_json()
        del sending["body"]
        if call.form is not None:
            sending["form"] = {name: value for name, value in call.form.items() if value != _PAYLOAD}
            sending["field"] = next(name for name, value in call.form.items() if value == _PAYLOAD)
        return sending

    def everything(self, sandbox_id: str) -> AnyResponse:
        """What the palette offers for a few words: pages, actions, records, sandboxes, each with its address."""
        words = request.args.get("q", "")[:LONGEST_SEARCH].split()
        found = palette.find(words, self._sandbox(sandbox_id), self.gateway.sandboxes, [*PAGES])
        told = [{"group": one.group, "title": one.title, "note": one.note, "href": _address(one)} for one in found]
        return Response(dump_json({"found": told}), content_type=JSON)

    # -- what all pages share ----------------------------------------------------------------------------------

    def _page(self, page: str, sandbox_id: str, *, template: str = "", **content: Any) -> str:
        sandbox = self._sandbox(sandbox_id)
        return render_template(
            f"console/{template or page}.html", page=page, pages=PAGES, sandbox=sandbox, active=active(sandbox),
            sandboxes=self._others(sandbox), api=f"{self.control}/sandboxes/{sandbox.id}", control=self.control,
            instance=self.gateway.instance, vendors=self._reach(sandbox), url=self._url(), mark=mark,
            clock_time=clock_time, planned_by=planned_by, fixed_tables=tables.fixed(), **content,
        )  # fmt: skip

    def _reach(self, sandbox: Sandbox) -> list[tuple[Dialect, str, Iterable[Line]]]:
        """How to reach a sandbox: each dialect with the address of its API, and what people read of its credentials."""
        known: Mapping[str, Any] = credentials(self._url(), sandbox)
        return [
            (dialect, known[dialect.name]["base_url"], dialect.access.lines(known[dialect.name]))
            for dialect in dialects.load()
        ]

    def _others(self, sandbox: Sandbox) -> list[Sandbox]:
        """What the switch offers: the default one, this one, and those used last."""
        known = sorted(self.gateway.sandboxes, key=lambda one: one.last_used, reverse=True)[:SANDBOXES]
        return list(dict.fromkeys([self.gateway.sandboxes.default, sandbox, *known]))

    def _sandbox(self, sandbox_id: str) -> Sandbox:
        sandbox = self.gateway.sandboxes.get(sandbox_id)
        if sandbox is None:
            abort(404, f"There is no sandbox {sandbox_id}: it was deleted, or dropped after its idle time.")
        return sandbox

    def _url(self) -> str:
        return request.host_url.rstrip("/")


def _found(sandbox: Sandbox, table: str, text: str) -> list[Record]:
    """The record of a key, then those in which every word begins a word."""
    found = sandbox.state.table(table).search(text)
    try:
        named = records.get(sandbox, table, text)
    except RecordError:
        return found
    return [named, *(record for record in found if record is not named)]


def _sorted(found: list[Record], order: str) -> list[Record]:
    """Records by a column, upwards or with a minus downwards; numbers before texts, those without a value last."""
    path = order.lstrip("-")
    if not path:
        return found
    held = [(value_at(record, path), record) for record in found]
    filled = [pair for pair in held if pair[0] not in (None, "")]
    filled.sort(key=lambda pair: _rank(pair[0]), reverse=order.startswith("-"))
    return [record for _, record in filled] + [record for value, record in held if value in (None, "")]


def _rank(value: Any) -> tuple[bool, float, str]:
    is_number = isinstance(value, int | float)
    return not is_number, float(value) if is_number else 0.0, "" if is_number else str(value).casefold()


def _address(found: palette.Found) -> str:
    return url_for(f"console.{found.view}", **found.arguments)


def _entry(sandbox: Sandbox, number: str) -> Entry | None:
    """The call of a number, or of the request id that its answer named."""
    return next((one for one in sandbox.journal if number in (str(one.number), one.exchange.request_id)), None)


def _is_followed_link() -> bool:
    headers = request.headers
    return (headers.get("Sec-Fetch-Mode"), headers.get("Sec-Fetch-Dest")) == ("navigate", "document") and (
        request.method == "GET"
    )


def _message(status: int, title: str, text: str, **more: Any) -> AnyResponse:
    return Response(render_template("console/message.html", title=title, text=text, **more), status)


def _with_headers(response: Response) -> Response:
    response.headers.update(HEADERS)
    return response


def columns(table: Table) -> list[str]:
    """What a table shows of its records: the key, then what one would search for."""
    spec = table.base.spec
    wanted = [spec.key, *spec.search, *spec.indexes]
    first: Record = next(iter(table.page(0, 1)), {})
    wanted += [name for name, value in first.items() if not isinstance(value, dict | list)]
    return list(dict.fromkeys(wanted))[:_COLUMNS]


def cell(record: Record, path: str) -> str:
    """A value as a cell of a table shows it."""
    value = value_at(record, path)
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _CELL else f"{text[:_CELL]}…"


class Operation(Struct, frozen=True):
    """An action or a route: the place of its schema file, and the file."""

    key: str
    schema: Mapping[str, Any]


def catalogue() -> dict[str, list[Operation]]:
    """The actions by dialect and application, ``DIALECT / APPLICATION``, then the routes that execute none."""
    found: dict[str, list[Operation]] = {}
    for action in dialects.actions():
        dialect, app, _ = action.key.split("/")
        found.setdefault(f"{dialect} / {app}", []).append(Operation(action.key, action.schema))
    for spoken, route in _routes():
        operation = Operation(route.key, contracts.load().documents[route.key])
        found.setdefault(f"{spoken.name} / routes", []).append(operation)
    return found


def _routes() -> Iterator[tuple[Dialect, Route]]:
    """The routes that a form can call: those that execute no action and read no XML."""
    for dialect in dialects.load():
        for route in dialect.routes:
            if not route.executes and "xml" not in _parts(route):
                yield dialect, route


def _parts(route: Route) -> Mapping[str, Any]:
    """The schemas of the parts that a route's call has: path, query, form, json, xml."""
    parts: Mapping[str, Any] = contracts.load().documents[route.key]["$defs"]["request"].get("properties", {})
    return parts
