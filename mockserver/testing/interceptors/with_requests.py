"""requests, at its transport adapters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import MaxRetryError, ProtocolError, ReadTimeoutError, ResponseError

from mockserver.testing.interceptors.route import Route, read_call
from mockserver.testing.interceptors.with_urllib3 import body_bytes, texts, with_retries
from mockserver.testing.replacing import Seam


def seams(route: Route) -> Sequence[Seam]:
    """Answer the calls of every HTTP adapter, the application's own subclasses included.

    Proxies and certificates that the environment names lie on no way to them, and looking for them takes up to a fifth
    of a call.
    """

    def make_settings(original: Any) -> Any:
        def merge_environment_settings(session: requests.Session, url: str, *others: Any, **named: Any) -> Any:
            trusted = _Untrusting(session) if route.takes(urlsplit(url).hostname) else session
            return original(trusted, url, *others, **named)

        return merge_environment_settings

    def make(original: Any) -> Any:
        def send(
            adapter: HTTPAdapter,
            request: requests.PreparedRequest,
            stream: bool = False,  # noqa: FBT001, FBT002 - the signature is the library's
            timeout: Any = None,
            **options: Any,
        ) -> requests.Response:
            url = request.url or ""
            host = urlsplit(url).hostname
            if route.takes(host):
                adapter.add_headers(request, stream=stream, timeout=timeout, **options)
                return _answered(route, adapter, request, timeout)
            refusal = route.refusal(url, host)
            if refusal:
                raise requests.ConnectionError(refusal, request=request)
            response: requests.Response = original(adapter, request, stream=stream, timeout=timeout, **options)
            return response

        return send

    return [(requests.Session, "merge_environment_settings", make_settings), (HTTPAdapter, "send", make)]


class _Untrusting:
    """A session as it is when it trusts no environment."""

    trust_env = False

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


def _answered(route: Route, adapter: HTTPAdapter, request: requests.PreparedRequest, timeout: Any) -> requests.Response:
    """The answer, in the errors of this library where there is none."""
    call = read_call(request.method or "GET", request.url or "", texts(request.headers), body_bytes(request.body))
    try:
        raw = with_retries(route, adapter.max_retries, call, timeout)
    except ReadTimeoutError as error:
        raise requests.ReadTimeout(error, request=request) from error
    except ProtocolError as error:
        raise requests.ConnectionError(error, request=request) from error
    except MaxRetryError as error:
        kind = requests.exceptions.RetryError if isinstance(error.reason, ResponseError) else requests.ConnectionError
        raise kind(error, request=request) from error
    return adapter.build_response(request, raw)
