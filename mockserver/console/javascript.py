"""A call written in JavaScript: for fetch, as a module of TypeScript, as a test for Playwright."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any, Final

from mockserver.console.sendable import Sendable
from mockserver.core.http import Malformed, load_json
from mockserver.dialects.bodies import FORM
from mockserver.sandboxes.journal import BODY_CUT, Entry

_INDENT: Final = "  "
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\d")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def fetch(request: Sendable, url: str) -> str:
    """The request as a script for a browser's console, or a module of Node."""
    return f"const response = await fetch({_literal(url + request.path)}, {_options(request)});\n{_SHOWN}"


def typescript(request: Sendable, url: str) -> str:
    """The request as a function that says what it takes and gives."""
    inner = "\n".join(f"  {line}" if line else line for line in fetch(request, url).splitlines()[:-2])
    return (
        "async function send(): Promise<{ status: number; answer: unknown }> {\n"
        f"{inner}\n"
        "  const text = await response.text();\n"
        "  let answer: unknown = text;\n"
        "  try {\n"
        "    answer = JSON.parse(text);\n"
        "  } catch {} // no JSON: the text itself\n"
        "  return { status: response.status, answer };\n"
        "}\n\n"
        "console.log(await send());\n"
    )


def playwright(entry: Entry, request: Sendable, url: str) -> str:
    """The request as a test that expects the same status, and the same body when it is short JSON."""
    lines = [
        'import { expect, test } from "@playwright/test";',
        "",
        f"test({_literal(_title(entry))}, async ({{ request }}) => {{",
        f"  const response = await request.fetch({_literal(url + request.path)}, {_options(request, 'data', 1)});",
        f"  expect(response.status()).toBe({entry.status});",
    ]
    if not entry.status:
        lines[3:] = [
            f"  const answer = request.fetch({_literal(url + request.path)}, {_options(request, 'data', 1)});",
            "  await expect(answer).rejects.toThrow();",
        ]
    elif (expected := _expected(entry)) is not None:
        lines.append(f"  expect(await response.json()).toMatchObject({_value(expected, 1)});")
    return "\n".join([*lines, "});", ""])


_SHOWN: Final = """\
console.log(response.status, response.headers.get("x-mock-outcome"));
console.log(await response.text());
"""
_VOLATILE: Final = frozenset(("request_id", "requestId", "correlationId"))


def _expected(entry: Entry) -> Any:
    """The members of the answer that any run has: those at its top that do not name the call."""
    if entry.response_length > BODY_CUT:
        return None
    try:
        answered = load_json(entry.response_body)
    except Malformed:
        return None
    if not isinstance(answered, dict):
        return None
    plain = {name: value for name, value in answered.items() if name not in _VOLATILE and _is_plain(value)}
    return plain or None


def _is_plain(value: Any) -> bool:
    """Whether a value is short and of no time: another run has another."""
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str | bool | int | None) and not _MOMENT.match(str(item)) for item in items)


def _options(request: Sendable, body: str = "body", depth: int = 0) -> str:
    pad, end = _INDENT * (depth + 1), _INDENT * depth
    lines = [f"{pad}method: {_literal(request.method)},"]
    headers = dict(request.headers)
    if request.auth is not None:
        encoded = b64encode(":".join(request.auth).encode()).decode()
        headers["authorization"] = f"Basic {encoded}"
    if request.form is not None:
        headers.setdefault("content-type", FORM)
    if headers:
        lines.append(f"{pad}headers: {_value(headers, depth + 1)},")
    lines += (f"{pad}{body}: {written}," for written in _body(request, depth + 1))
    return "\n".join(["{", *lines, f"{end}}}"])


def _body(request: Sendable, depth: int) -> Iterator[str]:
    if request.form is not None:
        pairs = [[name, value] for name, value in request.form.items()]
        yield f"new URLSearchParams({_value(pairs, depth)}).toString()"
    elif request.text:
        yield _literal(request.text)


def _title(entry: Entry) -> str:
    seen = entry.exchange
    return f"{seen.action or f'{seen.call.method} {seen.call.path}'} answers {entry.status or 'nothing'}"


def _value(value: Any, depth: int) -> str:
    """A JSON value as an expression of JavaScript."""
    pad, end = _INDENT * (depth + 1), _INDENT * depth
    if isinstance(value, dict) and value:
        members = (f"{pad}{_member(name)}: {_value(inner, depth + 1)}," for name, inner in value.items())
        return "\n".join(["{", *members, f"{end}}}"])
    if isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        return "\n".join(["[", *(f"{pad}{_value(item, depth + 1)}," for item in value), f"{end}]"])
    return _literal(value)


def _member(name: str) -> str:
    # __proto__: in an object's literal sets what the object inherits from, and is no member.
    if name == "__proto__":
        return '["__proto__"]'
    return name if _NAME.fullmatch(name) else _literal(name)


def _literal(value: Any) -> str:
    """JSON is JavaScript; in ASCII nothing of it is a line's end or an editor's secret."""
    return json.dumps(value).replace("</", "<\\/").replace("\x7f", "\\u007f")
