"""A probe of Cobalt's and Refold's API: its calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

import orjson
from msgspec.structs import replace

from mockserver.checks.client import Reply
from mockserver.checks.probes import ProbeRun

VARIABLES: Final[Mapping[str, str]] = {
    "REFOLD_API_KEY": "the organisation's key (x-api-key)",
    "REFOLD_LINKED_ACCOUNT_ID": "a linked account of it that has connected its applications",
    "REFOLD_SESSION_TOKEN": "a session token of that linked account",
}
"""The environment variables that these probes read."""

REQUIRED: Final = ("REFOLD_API_KEY", "REFOLD_LINKED_ACCOUNT_ID")


class RefoldRun(ProbeRun):
    """One probe under way."""

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        login: str = "key",
        account: str | None = None,
        by: str = "header",
        headers: Mapping[str, str] = MappingProxyType({}),
    ) -> Reply:
        """A call below ``/api/v2``, or of a path that begins with ``/api`` itself.

        ``login``: key, wrong-key, token, wrong-token or none; ``account`` replaces the linked account, ``by`` says
        whether it is told in a header, in the query or not at all; ``headers`` come besides.
        """
        options: dict[str, Any] = {} if body is None else {"content": orjson.dumps(body)}
        if login == "key" and by == "query":
            path += ("&" if "?" in path else "?") + f"linked_account_id={self._account(account)}"
        request = self.build(method, path if path.startswith("/api/") else f"/api/v2{path}", **options)
        if body is not None:
            request.headers["content-type"] = "application/json"
        for name, value in self._credentials(login, account, by):
            request.headers[name] = value
        request.headers.update(headers)
        return self.send(request)

    def _credentials(self, login: str, account: str | None, by: str) -> Iterator[tuple[str, str]]:
        if login == "token":
            yield "authorization", f"Bearer {self.value('REFOLD_SESSION_TOKEN')}"
        elif login == "wrong-token":
            yield "authorization", f"Bearer wrong-{uuid4().hex}"
        elif login == "wrong-key":
            yield "x-api-key", f"tkwrong{uuid4().hex}"
            yield "linked_account_id", self._account(account)
        elif login == "key":
            yield "x-api-key", self.value("REFOLD_API_KEY")
            if by == "header":
                yield "linked_account_id", self._account(account)

    def _account(self, account: str | None) -> str:
        return account or self.value("REFOLD_LINKED_ACCOUNT_ID")

    def execute(self, key: str, body: Any, **options: Any) -> Reply:
        """An action, ``slug/action_id``."""
        slug, _, action = key.partition("/")
        reply = self.call("POST", f"/integration-schema/{slug}/actions/{action}/execute", body, **options)
        return replace(reply, about=f"execution of {key}")
