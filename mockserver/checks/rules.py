"""What holding a vendor's recorded traffic needs beside its routes and refusals: one value in each dialect's folder.

A dialect without a module ``checks`` is held by the values that stand here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from msgspec import Struct, field

from mockserver.checks.catalogue import Catalogue, Declared
from mockserver.checks.exchanges import Recorded
from mockserver.checks.findings import Finding
from mockserver.core.action import Action
from mockserver.core.errors import Problem, Refused
from mockserver.core.http import Malformed, load_json
from mockserver.dialects.bodies import FORM, READERS, media_type
from mockserver.dialects.frame import CallContext, Dialect, Route


class CheckedExchange(Struct):
    """One exchange while it is checked: what is known of it and what was found so far.

    ``actions``: those that it can mean, best first; ``problem``: why its request would be refused, None when it
    would not; ``prefix``: what the pointers of that problem are below; ``breaches``: what its payload breaks beside the
    schema; ``catalogue``: the actions that are declared beside the documented ones.
    """

    recorded: Recorded
    dialect: Dialect
    rules: Rules
    route: Route
    context: CallContext
    actions: Sequence[Action] = ()
    payload: Any = None
    problem: Problem | None = None
    prefix: str = ""
    breaches: Sequence[Breach] = ()
    catalogue: Catalogue = field(default_factory=Catalogue)
    findings: list[Finding] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The schema file of what was called: an action's, or else the route's."""
        return self.actions[0].key if self.actions else self.route.key


class Breach(NamedTuple):
    """A place of a message that breaks a statement which no schema can tell.

    ``statement`` is its id, with the kind of the evidence where that is not the strongest.
    """

    pointer: str
    expected: str
    got: str
    statement: str


Place: TypeAlias = tuple[str, str, str]
"""Pointer, what was expected there, and what came."""


def read_parts(checked: CheckedExchange, _: Mapping[str, str]) -> Sequence[Action]:
    """Hold the parts of a request against its route's contract; an action is known by the end of the path."""
    context, route = checked.context, checked.route
    parts: dict[str, Any] = {
        "path": context.path(),
        "query": context.query(),
    }
    if route.executes:
        app, name = ("", "", *context.arguments)[-2:]
        action = context.dialect.actions.get((app, name))
        if action is None:
            raise Refused("unsupported-action", action="/".join(context.arguments))
        checked.prefix = "payload"
        checked.payload = _json(context)
        return [action]
    if route.declared["form"]:
        parts["form"] = context.exchange.form = _form(context)
    elif "json" in route.parts:
        parts["json"] = checked.payload = _json(context)
        if isinstance(checked.payload, dict) and route.declared["json"]:
            context.undeclared(checked.payload.keys() - route.declared["json"], "body", "member")
    violations = context.hold_request(parts)
    if violations:
        raise Refused("invalid-request", reason=violations[0].sentence(), violations=violations)
    return ()


def _form(context: CallContext) -> dict[str, str]:
    content_type = context.call.headers.get("content-type", "")
    reader = READERS.get(media_type(content_type) or FORM)
    if reader is None:
        raise Refused("wrong-content-type", content_type=content_type)
    try:
        return context.fields(reader(context.call.body, content_type), "form")
    except Malformed as error:
        raise Refused("invalid-request", reason=str(error)) from None


def _json(context: CallContext) -> Any:
    try:
        return load_json(context.call.body) if context.call.body.strip() else {}
    except Malformed as error:
        raise Refused("invalid-request", reason=f"the body is {error}") from None


def texts_of(document: Any) -> list[str]:
    """Every text of a document, wherever it stands."""
    if isinstance(document, str):
        return [document]
    inner: Iterable[Any] = ()
    if isinstance(document, dict):
        inner = document.values()
    elif isinstance(document, list):
        inner = document
    return [text for value in inner for text in texts_of(value)]


def expected_one(what: str, near: str) -> str:
    """What was expected, with what may have been meant: ``an action of APP (did you mean …?)``."""
    return f"{what} ({near.strip()})" if near else what


def _logged_in(headers: Mapping[str, str]) -> Sequence[str]:
    return ("credentials",) if "authorization" in headers else ("",)


class Rules(Struct, frozen=True):
    """One vendor.

    ``read(checked, known)``: holds a request as its route does, short of what only the server can know, notes prefix
    and payload, and gives the actions that it can mean; raises the Problem that would refuse it. ``known`` are the
    applications behind integrations; ``learn(document)`` gives more of these pairs, out of an answer.
    ``fields(action, payload)``: what a payload that keeps its action's schema breaks of the documents' words on fields.
    ``declare(checked, document)``: the actions that an answer lists; ``open_catalogue``: whether applications have
    actions that no document names.
    ``credentials(checked)``: what is wrong with a request's credentials, None for nothing.
    ``place(checked, problem)``: where a problem lies that no schema has found, None for a general word.
    ``evidence``: the statement, with its kind, on what may stand at a pointer, where it is not the usual one;
    ``speaking``: the statements that speak of a part of any file which gives evidence for them.
    ``result(document)``: the member of a success that holds the action's result, None for none; ``error_part(route,
    status)``: which contract of the dialect's error file an error keeps; ``texts(document)``: the texts of an error;
    ``hold(checked, status, document)``: what else an answer breaks, of what was asked or of its own status;
    ``open_values``: the members of an answer whose values the documents do not enumerate; ``opaque``: media types of
    answers that no contract is held to; ``statuses``: those of errors of the application itself, which no refusal has.
    ``telling``: the members of an answer whose value is the same each time for the same request; ``caller(headers)``:
    what of the credentials decides the answer.
    """

    read: Callable[[CheckedExchange, Mapping[str, str]], Sequence[Action]] = read_parts
    learn: Callable[[Mapping[str, Any]], Iterator[tuple[str, str]]] = lambda _: iter(())
    fields: Callable[[Action, Mapping[str, Any]], Iterator[Breach]] = lambda _action, _payload: iter(())
    declare: Callable[[CheckedExchange, Any], Iterator[Declared]] = lambda _checked, _document: iter(())
    open_catalogue: bool = False
    credentials: Callable[[CheckedExchange], Breach | None] = lambda _: None
    place: Callable[[CheckedExchange, Problem], Place | None] = lambda _checked, _problem: None
    evidence: Mapping[str, str] = field(default_factory=dict)
    speaking: Mapping[str, Sequence[str]] = field(default_factory=dict)
    result: Callable[[Mapping[str, Any]], str | None] = lambda _: None
    error_part: Callable[[Route, int], str] = lambda _route, _status: "response"
    texts: Callable[[Any], Sequence[str]] = texts_of
    hold: Callable[[CheckedExchange, int, Mapping[str, Any]], Iterator[Breach]] = lambda *_: iter(())
    open_values: Collection[str] = ()
    opaque: Collection[str] = ()
    statuses: Collection[int] = ()
    telling: Sequence[str] = ()
    caller: Callable[[Mapping[str, str]], Sequence[str]] = _logged_in


def of(dialect: Dialect) -> Rules:
    """The rules in a dialect's folder, or those that fit any vendor."""
    module = dialect.part("checks")
    return Rules() if module is None else module.RULES
