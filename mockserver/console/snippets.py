"""A call written as a command for a shell, and as a test for the pytest fixture ``mockserver``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from shlex import quote
from typing import Any, Final
from urllib.parse import quote_plus

from mockserver import dialects
from mockserver.console import vendor
from mockserver.console.sendable import Sendable, of_call
from mockserver.core.http import load_json
from mockserver.core.redaction import REDACTED
from mockserver.sandboxes.journal import BODY_CUT, Entry
from mockserver.sandboxes.sandbox import Sandbox

_WIDTH: Final = 100
_VOLATILE: Final = frozenset(("request_id", "requestId", "correlationId"))
"""Members that differ from call to call, whatever is asked."""

_METHODS: Final = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
"""The methods for which requests has a function."""

_PATTERN: Final = frozenset("[]{}")
"""Characters of an address that curl takes for a pattern."""

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
_JUST_NOW: Final = 5.0
_INDENT: Final = "    "


def curl(request: Sendable, url: str) -> str:
    """The request as a command for a shell; ``url`` is where the server is."""
    parts = ["curl"]
    if request.method == "HEAD":
        parts.append("--head")
    elif request.method != ("POST" if request.body else "GET"):
        parts.append(f"-X {quote(request.method)}")
    if "/." in request.path:
        parts.append("--path-as-is")
    if not _PATTERN.isdisjoint(request.path):
        parts.append("--globoff")
    if request.auth is not None:
        parts.append(f"-u {quote(':'.join(request.auth))}")
    parts.append(quote(url + request.path))
    headers = request.headers if request.form is None else _without_type(request.headers)
    lines = [" ".join(parts), *(f"-H {quote(_header(name, value))}" for name, value in headers.items())]
    return " \\\n  ".join([*lines, *_data(request)])


def _header(name: str, value: str) -> str:
    return f"{name}: {value}" if value else f"{name};"


def _data(request: Sendable) -> Iterator[str]:
    """The body as options: a form by its fields, as far as curl's own notation and a shell can hold them."""
    if request.form is not None:
        if all(request.form) and "\0" not in "".join(request.form.values()):
            fields = (f"{quote_plus(name)}={value}" for name, value in request.form.items())
            yield from (f"--data-urlencode {quote(field)}" for field in fields)
        else:
            yield f"--data-raw {quote(request.body)}"
    elif request.text:
        if "content-type" not in request.headers:
            yield "-H content-type:"
        yield f"--data-raw {quote(request.text)}"


def pytest(entry: Entry, request: Sendable, sandbox: Sandbox) -> str:
    """The call as a test: the same request, the same answer expected."""
    written = "\n".join(_body(entry, request, _Client(entry, sandbox)))
    names = [name for name in ("json", "ANY", "pytest", "requests") if re.search(rf"\b{name}\b", written)]
    imports = {"json": "import json", "ANY": "from unittest.mock import ANY", "pytest": "import pytest"}
    standard = [imports[name] for name in ("json", "ANY") if name in names]
    others = ["import pytest"] * ("pytest" in names) + ["import requests"]
    head = "\n".join([*standard, *[""] * bool(standard), *others])
    return f"{head}\n\n\n{written}\n"


def _body(entry: Entry, request: Sendable, client: _Client) -> Iterator[str]:
    seen = entry.exchange
    if seen.failed is not None and seen.fault is None:
        yield f"@pytest.mark.mockserver(expect=[{_literal(seen.outcome, 1)}])"
    yield f"def test_{_test_name(entry)}(mockserver):"
    if seen.fault is not None and seen.fault not in ("header", "magic"):
        yield f"    mockserver.fail_next({_literal(seen.action, 1)}, {_literal(seen.outcome, 1)})"
    known = request.method in _METHODS
    yield f"    answer = requests.{request.method.lower() if known else 'request'}("
    if not known:
        yield f"        {_literal(request.method, 2)},"
    yield from (f"        {argument}," for argument in _arguments(entry, request, client))
    yield "    )"
    yield f"    assert answer.status_code == {entry.status}"
    answered = _json(entry.response_body)
    if answered is not None and entry.response_length <= BODY_CUT:
        yield f"    assert answer.json() == {_literal(answered, 1, entry.time)}"


def _arguments(entry: Entry, request: Sendable, client: _Client) -> Iterator[str]:
    yield f"{client.name}.base_url + {_literal(request.path.removeprefix(client.path), 2)}"
    if request.auth is not None:
        yield f"auth={client.login(request.auth)}"
    headers = _without_type(request.headers) if _says_its_type(request) else request.headers
    if headers:
        written = (f"{_literal(name, 3)}: {client.credential(name, value)}" for name, value in headers.items())
        yield "headers={" + ", ".join(written) + "}"
    if request.form is not None:
        yield f"data={_form(entry, request.form, client)}"
    elif _json(request.text) is not None:
        yield f"json={_literal(_json(request.text), 2)}"
    elif request.text:
        yield f"data={_literal(request.text, 2)}.encode()"
    yield "timeout=10"


def _says_its_type(request: Sendable) -> bool:
    """Whether requests gives the body's type of its own accord, or there is no body."""
    is_json = request.headers.get("content-type") == "application/json" and _json(request.text) is not None
    return request.form is not None or is_json or not request.text


class _Client:
    """The fixture's attribute for one vendor: what its members are called, by what they hold."""

    def __init__(self, entry: Entry, sandbox: Sandbox) -> None:
        dialect = dialects.named(entry.exchange.dialect)
        described = dialect.access.describe("", sandbox)
        self.name = f"mockserver.{dialect.name}"
        self.path: str = described["base_url"]
        self._own = of_call(dialect.access.call(sandbox)).auth
        self._auth = vendor.of(dialect).auth
        self._sent = entry.request_headers
        self._members = {
            value: f"{self.name}.{member}" for member, value in described.items() if isinstance(value, str) and value
        }
        self._items = {
            value: f"{self.name}.{member}[{_literal(name, 3)}]"
            for member, values in described.items()
            if isinstance(values, Mapping)
            for name, value in values.items()
        }

    def login(self, auth: tuple[str, str]) -> str:
        """User and password of HTTP Basic."""
        if self._auth and auth == self._own:
            return f"{self.name}.{self._auth}"
        user, password = (self._members.get(part) or _literal(part, 2) for part in auth)
        return f"({user}, {password})"

    def credential(self, name: str, value: str) -> str:
        """The value of a header; a credential is the member that holds it."""
        scheme, space, secret = value.rpartition(" ")
        if REDACTED not in self._sent.get(name, "") or secret not in self._members:
            return _literal(value, 3)
        return f'f"{scheme}{space}{{{self._members[secret]}}}"' if scheme else self._members[secret]

    def item(self, value: str) -> str | None:
        """What a form's value is called, when it is one of the sandbox's well-known things."""
        return self._items.get(value)


def _form(entry: Entry, form: Mapping[str, str], client: _Client) -> str:
    """The form's fields; a payload is written as the object that it is the text of, a well-known id by its name."""
    pad, lines = _INDENT * 3, []
    for name, value in form.items():
        payload = _json(value) if name == "payload" and entry.payload is not None else None
        text = f"json.dumps({_literal(payload, 3)})" if isinstance(payload, dict) else _literal(value, 3)
        lines.append(f"{pad}{_literal(name, 3)}: {client.item(value) or text},\n")
    return "{\n" + "".join(lines) + _INDENT * 2 + "}"


def _literal(value: Any, depth: int, now: float | None = None) -> str:
    """A JSON value as Python, on one line where it fits; with ``now``, what is as late as that is ``ANY``."""
    line = _one_line(value, now)
    if not isinstance(value, dict | list) or len(line) + len(_INDENT) * depth <= _WIDTH:
        return line
    pad, end = _INDENT * (depth + 1), _INDENT * depth
    if isinstance(value, list):
        return "[\n" + "".join(f"{pad}{_literal(item, depth + 1, now)},\n" for item in value) + end + "]"
    members = (
        (name, "ANY" if _is_volatile(name, now) else _literal(inner, depth + 1, now)) for name, inner in value.items()
    )
    return "{\n" + "".join(f"{pad}{_one_line(name, None)}: {written},\n" for name, written in members) + end + "}"


def _is_volatile(name: str, now: float | None) -> bool:
    return now is not None and name in _VOLATILE


def _one_line(value: Any, now: float | None) -> str:
    if isinstance(value, dict):
        members = ((name, "ANY" if _is_volatile(name, now) else _one_line(inner, now)) for name, inner in value.items())
        return "{" + ", ".join(f"{_one_line(name, None)}: {written}" for name, written in members) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_one_line(item, now) for item in value) + "]"
    if isinstance(value, str):
        return "ANY" if now is not None and _is_moment(value, now) else _quoted(value)
    return repr(value)


def _quoted(text: str) -> str:
    """A text as Python's literal. JSON's is one as well, but for what an editor would not show or a file not hold."""
    return "".join(
        letter if letter.isprintable() else f"\\U{ord(letter):08x}" for letter in json.dumps(text, ensure_ascii=False)
    )


def _is_moment(text: str, now: float) -> bool:
    """Whether a text is a time at which the call was answered: another run has another."""
    if not _MOMENT.match(text):
        return False
    said = datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)
    return abs(said.timestamp() - now) < _JUST_NOW


def _test_name(entry: Entry) -> str:
    seen = entry.exchange
    action = seen.action.rpartition("/")[2] or f"{seen.call.method}_{seen.call.path}"
    outcome = "" if seen.outcome == "ok" else f"_{seen.outcome}"
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", f"{action}{outcome}").lower()
    return re.sub(r"\W+", "_", words, flags=re.ASCII).strip("_")


def _without_type(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "content-type"}


def _json(text: str | bytes) -> Any:
    """The value of a JSON text, whole numbers exact; None for what is none, or would not be the same again."""
    try:
        load_json(text)  # refuses what nests too deep, and what only Python takes for JSON
        return json.loads(text)
    except ValueError:
        return None
