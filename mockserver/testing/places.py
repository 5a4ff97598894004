"""Where in the application a call was made: the nearest line of its stack that belongs to no library."""

from __future__ import annotations

import sys
import sysconfig
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, Final
from weakref import WeakKeyDictionary

from mockserver.core.outcomes import blamed
from mockserver.testing.replacing import Seam, replaced

_OUTCOME: Final = "x-mock-outcome"
_CHECK: Final = "x-mock-check"
_SANDBOX: Final = "x-mock-sandbox"
_REQUEST: Final = "x-mock-request-id"
Place = tuple[str, int, str, str | None]
"""File, line and function, and which earlier test began the thread."""

KEPT: Final = 2_000
"""How many calls are remembered; the oldest make room."""

_OURS: Final = str(Path(__file__).parent.parent)
_LIBRARIES: Final = (_OURS, "<", *{sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})
_PLACES: Final[OrderedDict[tuple[str, str], Place]] = OrderedDict()
_STARTERS: Final[WeakKeyDictionary[threading.Thread, str]] = WeakKeyDictionary()


def note(headers: Mapping[str, str]) -> None:
    """Remember where the call with these headers of an answer (in lower case) is being made, if it came to no good."""
    outcome = headers.get(_OUTCOME)
    if outcome is None or not (_CHECK in headers or blamed(outcome)):
        return
    call = _named(headers)
    if call is not None:
        _PLACES[call] = _place()
        if len(_PLACES) > KEPT:
            _PLACES.popitem(last=False)


def of(headers: Mapping[str, str]) -> str | None:
    """The place of the call that was answered with these headers, as ``file:line in function``, where it is known."""
    call = _named(headers)
    place = None if call is None else _PLACES.get(call)
    if place is None:
        return None
    file, line, function, starter = place
    path = Path(file)
    shown = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    late = f", in a thread that {starter} began" if starter else ""
    return f"{shown}:{line} in {function}{late}"


def _named(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """What names a call: the ids of one sandbox are those of another."""
    sandbox, request = headers.get(_SANDBOX), headers.get(_REQUEST)
    return None if sandbox is None or request is None else (sandbox, request)


def began(test: str, before: set[threading.Thread]) -> None:
    """Remember which threads a test leaves behind: those that are here now and were not before."""
    for thread in set(threading.enumerate()) - before:
        _STARTERS.setdefault(thread, test)


def _place() -> Place:
    frame = sys._getframe(2)  # noqa: SLF001 - what traceback itself is made of, without reading the files
    while frame.f_back is not None and _is_library(frame.f_code.co_filename):
        frame = frame.f_back
    return frame.f_code.co_filename, frame.f_lineno, frame.f_code.co_name, _STARTERS.get(threading.current_thread())


@cache
def _is_library(file: str) -> bool:
    return file.startswith(_LIBRARIES)


@contextmanager
def noted() -> Iterator[None]:
    """Note the places of calls over sockets while the context lasts: of http.client and its users, httpx and httpx2."""

    def make(original: Any) -> Any:
        def getresponse(connection: HTTPConnection) -> Any:
            response = original(connection)
            note({name.lower(): value for name, value in response.headers.raw_items()})
            return response

        return getresponse

    def make_httpx(original: Any) -> Any:
        def handle_request(transport: Any, request: Any) -> Any:
            response = original(transport, request)
            note(response.headers)
            return response

        return handle_request

    def make_httpx_async(original: Any) -> Any:
        async def handle_async_request(transport: Any, request: Any) -> Any:
            response = await original(transport, request)
            note(response.headers)
            return response

        return handle_async_request

    seams: list[Seam] = [(HTTPConnection, "getresponse", make)]
    for httpx in filter(None, map(sys.modules.get, ("httpx", "httpx2"))):
        seams.append((httpx.HTTPTransport, "handle_request", make_httpx))
        seams.append((httpx.AsyncHTTPTransport, "handle_async_request", make_httpx_async))
    with replaced(seams):
        yield
