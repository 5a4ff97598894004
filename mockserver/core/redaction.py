r"""What is a secret, and a text without its secrets: one table of names for whatever shows or keeps a call.

Names are compared decoded and without regard to case and separators: ``client_secret``, ``X-Client-Secret``,
``clientSecret``, ``client%5Fsecret`` and ``"client\u005fsecret"`` are one name. Values are looked for in headers,
queries, forms, multipart bodies and JSON, at any depth, in JSON that is the text of a string, and in what was cut.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Iterable
from functools import lru_cache
from typing import Final
from urllib.parse import quote_plus, unquote, unquote_plus

import jsonschema_rs

REDACTED: Final = "[redacted]"

_ENDS: Final = (
    "token", "tokens", "secret", "secrets", "apikey", "apikeys", "accesskey", "authkey", "privatekey", "secretkey",
    "signingkey", "encryptionkey", "subscriptionkey", "credential", "credentials", "cookie", "cookies", "jwt",
    "bearer", "assertion", "sessionid", "sessid", "authorization", "pwd", "passcode",
)  # fmt: skip
"""A name is a secret's when it ends so; digits behind it count for nothing."""

_PARTS: Final = ("password", "passwd", "passphrase")
"""A name is a secret's wherever it holds one of these."""

_EXACT: Final = frozenset(("pass",))

_HEADER_ENDS: Final = ("auth", "authentication", "authenticationinfo", "key", "signature", "session")
"""Header names that end so are a secret's besides."""

_HEADERS_SHOWN: Final = frozenset(("accesscontrolallowcredentials", "idempotencykey", "secwebsocketkey"))
"""Header names that end like a secret's and are none."""

_SIGNS: Final = (
    r"(?i)token|secret|pass|pwd|key|credential|cookie|jwt|bearer|assertion|sess|authorization|eyj|\\u|"
    r"%(?:[46][1-9a-f]|[57][0-9a]|5c|25)"
)
"""One of these is in every text with a secret; the escapes are of what no encoder escapes: a letter, a backslash."""

_has_sign: Final = jsonschema_rs.Draft202012Validator({"pattern": _SIGNS}).is_valid
# Rust's regular expressions: in Python's own, or sign by sign, the look at a body costs five times as much.

_SCHEMES: Final = frozenset(
    (
        "basic", "bearer", "digest", "negotiate", "ntlm", "oauth", "token", "apikey", "hawk", "hmac", "dpop",
        "aws4-hmac-sha256", "scram-sha-1", "scram-sha-256", "vapid", "mutual", "privatetoken",
    )
)  # fmt: skip
"""The first words of an authorization that are no secret."""

_MOST_LEVELS: Final = 8
"""How deep texts inside texts are read; what lies deeper is replaced as a whole."""

_MOST_ECHOES: Final = 64
_LEAST_ECHO: Final = 8
"""A shorter value is not looked for elsewhere: it stands in too many words."""

_LONGEST_KNOWN: Final = 64
"""Names up to this length are remembered: what the memory holds must not be the callers' to choose."""

_LEAST_NUMBER: Final = 4
"""Digits of the shortest number that can be a secret; ``"token": 7`` counts something."""

_BLANK: Final = "\ufeff \t\r\n"
_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_BRACKETS: Final = re.compile(r"[\[\].]+")
_TOKEN: Final = re.compile(r'"([^"\\]*(?:\\.[^"\\]*)*)("?)(\s*:)?|([\[\]{},])|([^\s"\[\]{},:]+)(\s*:)?', re.DOTALL)
_QUOTED_PAIR: Final = re.compile(r"""(?<![\w.%+\[\]-])([\w.%+\[\]-]+)=("[^"]*"?|'[^']*'?)""")
_PAIR: Final = re.compile(r"""(?<![\w.%+\[\]-])([\w.%+\[\]-]+)=([^&\s"'<>\\,;]+)""")
_AUTHORIZATION: Final = re.compile(r"""(\bauthorization\s{0,9}:\s{0,9})((?:\w+[ ])?[^\s"'\\,]+)""", re.IGNORECASE)
# What stands before a token in its run is taken along, so that a run is looked at once.
_JWT: Final = re.compile(r"(?<![\w-])(?=[\w-]++\.[\w-]*+\.)([\w-]*?)\b(eyJ[\w-]{8,}+\.[\w-]*+\.[\w-]*+)")
_ESCAPE: Final = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))')
_ESCAPES: Final = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_LONE: Final = re.compile("[\ud800-\udc7f\udd00-\udfff]")
_PART_NAME: Final = re.compile(r"""name\*?\s*=\s*(?:"([^"]*)"|([^;\r\n]*))""", re.IGNORECASE)
_NUMBER: Final = re.compile(r"-?[\d.eE+-]+")
_WORDS: Final = frozenset(("true", "false", "null"))


def is_secret(name: str) -> bool:
    """Whether what has this name is a secret; the name may still be escaped, and have brackets or dots in it."""
    return _is_known_secret(name) if len(name) <= _LONGEST_KNOWN else _is_secret(name)


def _is_secret(name: str) -> bool:
    for _ in range(3):
        if "%" not in name:
            break
        name = unquote(name)
    return any(_is_secret_word(word) for word in (name, *_BRACKETS.split(name)))


_is_known_secret = lru_cache(maxsize=4_096)(_is_secret)


def _is_secret_word(word: str) -> bool:
    folded = _folded(word).rstrip("0123456789")
    return folded.endswith(_ENDS) or folded in _EXACT or any(part in folded for part in _PARTS)


def _folded(name: str) -> str:
    return _SEPARATORS.sub("", name.lower())


def is_secret_header(name: str) -> bool:
    """Whether the value of a header of this name is a secret."""
    return _is_known_header(name) if len(name) <= _LONGEST_KNOWN else _is_secret_header(name)


def _is_secret_header(name: str) -> bool:
    folded = _folded(name)
    if folded in _HEADERS_SHOWN:
        return False
    return folded.endswith(_HEADER_ENDS) or "authorization" in folded or "cookie" in folded or is_secret(name)


_is_known_header = lru_cache(maxsize=1_024)(_is_secret_header)


def may_hold_secrets(text: bytes) -> bool:
    """A quick no for nearly every body; the exact look comes only after a yes."""
    return _has_sign(text.decode("latin-1"))


class Redaction:
    """The parts of one exchange without their secrets, found by their names.

    ``echoes``: the values that were found, each with what stands in its place where an answer or a complaint repeats
    it under another name.
    """

    __slots__ = ("echoes",)

    def __init__(self) -> None:
        self.echoes: dict[str, str] = {}

    def headers(self, headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Headers, their names in lower case, without their secrets, which are known from then on."""
        found = list(headers)
        for name, value in found:
            if is_secret_header(name):
                scheme, _, rest = value.strip().partition(" ")
                self._note(rest.strip() if scheme.lower() in _SCHEMES else value.strip())
                if scheme.lower() == "basic":
                    self._note(_password(rest))
        return redacted_headers(found)

    def query(self, query: str) -> str:
        """A query string, each of its other fields as it was."""
        return self._form(query, REDACTED, 0) if query and may_hold_secrets(_bytes(query)) else query

    def path(self, path: str) -> str:
        """A path: parameters in it, and tokens that are a segment."""
        return self.text(path) if "=" in path or "eyJ" in path else path

    def body(self, body: bytes) -> bytes:
        """A JSON document, a form or a multipart body, whole or cut; what is no secret stays byte for byte."""
        if not may_hold_secrets(body):
            return body
        text = body.decode(errors="surrogateescape")
        start = text.lstrip(_BLANK)[:2]
        if start == "--" and "name" in text.lower():
            shown = self._multipart(text)
        elif start[:1] in ("{", "[", '"', "<") or "=" not in text:
            shown = self.text(text)
        else:
            shown = self._form(text, quote_plus(REDACTED), 0)
        return body if shown == text else _bytes(shown)

    def text(self, text: str, level: int = 0) -> str:
        """Any text: JSON, an address, a sentence that quotes one of them."""
        if not may_hold_secrets(_bytes(text)):
            return text
        if level > _MOST_LEVELS:
            return REDACTED
        is_document = text.lstrip(_BLANK)[:1] in ("{", "[", '"')
        if '"' in text or is_document:
            text = self._json(text, level)
        text = _AUTHORIZATION.sub(self._authorization, text)
        if "=" in text:
            text = _PAIR.sub(self._pair, text if is_document else _QUOTED_PAIR.sub(self._pair, text))
        return _JWT.sub(self._whole, text)

    def echo(self, pointer: str, got: str) -> str:
        """What a complaint about the place ``pointer`` may say that it got there."""
        if is_secret(pointer) and got[:1] in ('"', "[", "{", "-", *"0123456789"):
            shown = f'"{REDACTED}"'
        else:
            shown = self.hide(self.text(got))
        if shown != got:
            self.echoes[got] = shown
        return shown

    def hide(self, text: str) -> str:
        """A text without the values that were found so far, as they are or escaped."""
        for value, shown in sorted(self.echoes.items(), key=_longest):
            once, shown_once = _escaped(value), _escaped(shown)
            text = text.replace(value, shown)
            if once != value:
                text = text.replace(once, shown_once).replace(_escaped(once), _escaped(shown_once))
        return text

    def hide_bytes(self, body: bytes) -> bytes:
        """A body as :meth:`hide` leaves it."""
        return _bytes(self.hide(body.decode(errors="surrogateescape"))) if self.echoes else body

    def _note(self, value: str) -> None:
        if len(value) >= _LEAST_ECHO and REDACTED not in value and len(self.echoes) < _MOST_ECHOES:
            self.echoes[value] = REDACTED

    def _json(self, text: str, level: int) -> str:
        """The text of a JSON document, which may be cut or broken; names may lack their quotes in one."""
        bare = text.lstrip(_BLANK)[:1] in ("{", "[")
        pieces: list[str] = []
        at = hidden = 0
        secret = False
        for token in _TOKEN.finditer(text):
            string, end, colon, mark, word, word_colon = token.groups()
            if mark is not None:
                hidden = _levels_hidden(mark, hidden, secret=secret)
                secret = False
            elif colon or (word_colon and bare and not (hidden or secret)):
                secret = is_secret(_unescaped(string or word or ""))
            else:
                shown = self._scalar(string, end, word) if hidden or secret else self._string(string, end, level)
                if shown is not None:
                    pieces += (text[at : token.start()], shown)
                    at = token.end()
        return "".join((*pieces, text[at:])) if pieces else text

    def _scalar(self, string: str | None, end: str, word: str | None) -> str | None:
        """What stands for a value that is a secret; None where it says nothing: a word, an empty text, a count."""
        if string is not None:
            self._note(_unescaped(string))
            return f'"{REDACTED}{end}' if string else None
        word = word or ""
        if word in _WORDS or (_NUMBER.fullmatch(word) and sum(map(str.isdigit, word)) < _LEAST_NUMBER):
            return None
        self._note(word)
        return f'"{REDACTED}"'

    def _string(self, string: str | None, end: str, level: int) -> str | None:
        """What stands for a JSON string in which there is something to hide; None for any other value."""
        if not string or not may_hold_secrets(_bytes(string)):
            return None
        text = _unescaped(string)
        shown = self.text(text, level + 1)
        return None if shown == text else f'"{_escaped(shown)}{end}'

    def _form(self, text: str, replacement: str, level: int) -> str:
        """Fields of a form or a query; ``replacement`` is how it writes REDACTED."""
        fields = text.split("&")
        for position, field in enumerate(fields):
            name, equals, value = field.partition("=")
            if equals and value and is_secret(name.replace("+", " ")):
                self._note(unquote_plus(value))
                fields[position] = f"{name}={replacement}"
            elif may_hold_secrets(_bytes(value or name)):
                decoded = unquote_plus(value or name, errors="surrogateescape")
                shown = self.text(decoded, level + 1)
                if shown != decoded:
                    encoded = quote_plus(shown, errors="surrogateescape")
                    fields[position] = f"{name}={encoded}" if equals else encoded
        return "&".join(fields)

    def _multipart(self, text: str) -> str:
        """A multipart body: each part by its name, else by what it holds; the boundary is the first line."""
        boundary = text.lstrip("\r\n").partition("\n")[0].rstrip("\r")
        return boundary.join(self._part(part) for part in text.split(boundary))

    def _part(self, part: str) -> str:
        blank = "\r\n\r\n" if "\r\n\r\n" in part else "\n\n"
        head, found, content = part.partition(blank)
        if not found:
            return part
        lines = []
        for line in head.split("\n"):
            name, colon, value = line.partition(":")
            is_field = name.strip().lower() == "content-disposition" or not colon
            lines.append(line if is_field else f"{name}:{_header(name.strip().lower(), value)}")
        named = _PART_NAME.search(head)
        if named is not None and is_secret((named[1] or named[2] or "").rpartition("''")[2]):
            value = content.rstrip("\r\n")
            self._note(value)
            return "\n".join(lines) + blank + REDACTED + content[len(value) :]
        return "\n".join(lines) + blank + self.text(content)

    def _pair(self, found: re.Match[str]) -> str:
        name, value = found.groups()
        if not is_secret(name):
            return found[0]
        self._note(unquote_plus(value))
        return f"{name}={REDACTED}"

    def _authorization(self, found: re.Match[str]) -> str:
        return f"{found[1]}{_header('authorization', found[2])}"

    def _whole(self, found: re.Match[str]) -> str:
        self._note(found[2])
        return found[1] + REDACTED


def _levels_hidden(mark: str, hidden: int, *, secret: bool) -> int:
    """How many brackets are open from a secret's own on, behind the bracket or comma ``mark``."""
    if mark in "[{":
        return hidden + bool(hidden or secret)
    return hidden - bool(hidden) if mark in "]}" else hidden


def redacted_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Headers, their names in lower case, without their secrets."""
    return [
        (name, _header(name, value) if is_secret_header(name) or "=" in value or '"' in value else value)
        for name, value in headers
    ]


def _header(name: str, value: str) -> str:
    """What may be shown of a header's value: of an authorization the scheme at most."""
    if not is_secret_header(name):
        return Redaction().text(value)
    first = value.strip().partition(" ")[0]
    return f"{first} {REDACTED}" if "auth" in name and first.lower() in _SCHEMES else REDACTED


def _password(basic: str) -> str:
    """The password in what follows ``Basic``; empty when nothing follows that can be read."""
    try:
        return b64decode(basic.strip(), validate=True).decode().partition(":")[2]
    except ValueError:
        return ""


def _longest(echo: tuple[str, str]) -> int:
    return -len(echo[0])


def _bytes(text: str) -> bytes:
    try:
        return text.encode(errors="surrogateescape")
    except UnicodeEncodeError:
        return text.encode(errors="replace")


def _unescaped(string: str) -> str:
    """The inside of a JSON string, each escape decoded that is one: the string may be cut or wrong."""
    if "\\" not in string:
        return string
    text = _ESCAPE.sub(_escape_meant, string)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass") if "\\u" in string else text


def _escape_meant(found: re.Match[str]) -> str:
    code, letter = found.groups()
    return chr(int(code, 16)) if code else _ESCAPES.get(letter, letter)


def _escaped(text: str) -> str:
    """A text as the inside of a JSON string."""
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(text, ensure_ascii=False)[1:-1])
