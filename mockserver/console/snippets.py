"""A call written as a command for a shell, and as a test for the pytest fixture ``mockserver``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from shlex import quote
from typing import Any, Final

from mockserver.console.sendable import WRONG, Sendable, lacks_permission
from mockserver.journal import BODY_CUT, Entry

_WIDTH: Final = 100
_VOLATILE: Final = frozenset(("request_id", "requestId", "correlationId"))
"""Members that differ from call to call, whatever is asked."""

_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
_JUST_NOW: Final = 5.0
_INDENT: Final = "    "


def curl(request: Sendable, url: str) -> str:
    """The request as a command for a shell; ``url`` is where the server is."""
    parts = ["curl"]
    if request.method != ("POST" if request.body else "GET"):
        parts.append(f"-X {request.method}")
    if request.auth is not None:
        parts.append(f"-u {quote(':'.join(request.auth))}")
    parts.append(quote(url + request.path))
    headers = request.headers if request.form is None else _without_type(request.headers)
    lines = [" ".join(parts), *(f"-H {quote(f'{name}: {value}')}" for name, value in headers.items())]
    if request.form is not None:
        lines += [f"--data-urlencode {quote(f'{name}={value}')}" for name, value in request.form.items()]
    elif request.text:
        lines.append(f"--data-raw {quote(request.text)}")
    return " \\\n  ".join(lines)


def pytest(entry: Entry, request: Sendable, integrations: Mapping[str, str]) -> str:
    """The call as a test: the same request, the same answer expected; ``integrations`` are those of the sandbox."""
    written = "\n".join(_body(entry, request))
    for app, number in integrations.items():
        written = written.replace(f'"id": "{number}",', f'"id": mockserver.oktopost.integrations["{app}"],', 1)
    names = [name for name in ("json", "ANY", "pytest", "requests") if re.search(rf"\b{name}\b", written)]
    imports = {"json": "import json", "ANY": "from unittest.mock import ANY", "pytest": "import pytest"}
    standard = [imports[name] for name in ("json", "ANY") if name in names]
    others = ["import pytest"] * ("pytest" in names) + ["import requests"]
    head = "\n".join([*standard, *[""] * bool(standard), *others])
    return f"{head}\n\n\n{written}\n"


def _body(entry: Entry, request: Sendable) -> Iterator[str]:
    seen = entry.exchange
    if seen.failed is not None and seen.fault is None:
        yield f'@pytest.mark.mockserver(expect=["{seen.outcome}"])'
    yield f"def test_{_test_name(entry)}(mockserver):"
    if seen.fault is not None and seen.fault not in ("header", "magic"):
        yield f'    mockserver.fail_next("{seen.action}", "{seen.outcome}")'
    yield f"    answer = requests.{request.method.lower()}("
    yield from (f"        {argument}," for argument in _arguments(entry, request))
    yield "    )"
    yield f"    assert answer.status_code == {entry.status}"
    answered = _json(entry.response_body)
    if answered is not None and entry.response_length <= BODY_CUT:
        yield f"    assert answer.json() == {_literal(answered, 1, entry.time)}"


def _arguments(entry: Entry, request: Sendable) -> Iterator[str]:
    is_okto = entry.exchange.dialect == "oktopost"
    base, path = ("oktopost", request.path.removeprefix("/v2")) if is_okto else ("refold", request.path)
    yield f'f"{{mockserver.{base}.base_url}}{path}"'
    yield from _okto_login(entry, request) if is_okto else _refold_login(request)
    if request.form is not None:
        yield f"data={_form(entry, request.form)}"
    elif _json(request.text) is not None:
        yield f"json={_literal(_json(request.text), 2)}"
    elif request.text:
        yield f"data={_literal(request.text, 2)}.encode()"
    yield "timeout=10"


def _okto_login(entry: Entry, request: Sendable) -> Iterator[str]:
    if request.auth is not None and WRONG in request.auth:
        yield f'auth=(mockserver.oktopost.account_id, "{WRONG}")'
    elif request.auth is not None and lacks_permission(entry):
        yield "auth=(mockserver.oktopost.account_id, mockserver.oktopost.readonly_api_key)"
    elif request.auth is not None:
        yield "auth=mockserver.oktopost.auth"
    wanted = {name: value for name, value in request.headers.items() if name.startswith("x-mock-")}
    if request.form is None and request.text and "content-type" in request.headers:
        wanted["content-type"] = request.headers["content-type"]
    if wanted:
        yield f"headers={_literal(wanted, 2)}"


def _refold_login(request: Sendable) -> Iterator[str]:
    headers = _without_type(request.headers)
    if not headers:
        return
    written = []
    for name, value in headers.items():
        if name == "x-api-key" and value != WRONG:
            written.append(f'"{name}": mockserver.refold.api_key')
        elif name == "authorization" and WRONG not in value:
            written.append(f'"{name}": f"Bearer {{mockserver.refold.session_token}}"')
        else:
            written.append(f'"{name}": {_literal(value, 3)}')
    yield "headers={" + ", ".join(written) + "}"


def _form(entry: Entry, form: dict[str, str]) -> str:
    """The form's fields; a payload is written as the object that it is the text of."""
    pad, lines = _INDENT * 3, []
    for name, value in form.items():
        is_payload = name == "payload" and isinstance(entry.payload, dict)
        text = f"json.dumps({_literal(entry.payload, 3)})" if is_payload else _literal(value, 3)
        lines.append(f'{pad}"{name}": {text},\n')
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
        return "ANY" if now is not None and _is_moment(value, now) else json.dumps(value, ensure_ascii=False)
    return repr(value)


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
    return re.sub(r"\W+", "_", words).strip("_")


def _without_type(headers: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "content-type"}


def _json(text: str | bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None
