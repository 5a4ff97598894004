"""A session of requests whose https calls, whoever they are for, go to one server."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter


class Leading(HTTPAdapter):
    """Leads what is sent to the server of ``url``, which is told the host that was asked for."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._to = urlsplit(url)

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """The server's answer to a request."""
        asked = urlsplit(request.url or "")
        request.headers.setdefault("Host", asked.netloc)
        request.url = asked._replace(scheme=self._to.scheme, netloc=self._to.netloc).geturl()
        return super().send(request, *args, **options)


def session(url: str) -> requests.Session:
    """A session for a client that speaks https to every host; it looks at no proxy of the environment."""
    led = requests.Session()
    led.trust_env = False
    led.mount("https://", Leading(url))
    return led
