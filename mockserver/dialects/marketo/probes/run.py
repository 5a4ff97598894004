"""A probe of Marketo's own API: its calls, and the token that they carry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from mockserver.checks.client import Ended, Reply
from mockserver.checks.probes import ProbeRun

VARIABLES: Final[Mapping[str, str]] = {
    "MARKETO_CLIENT_ID": "the client id of a LaunchPoint service that may read and write people and lists",
    "MARKETO_CLIENT_SECRET": "its secret",
}
"""The environment variables that these probes read."""

REQUIRED: Final = ("MARKETO_CLIENT_ID", "MARKETO_CLIENT_SECRET")

_TOKEN: Final = "marketo token"  # noqa: S105 - the name of a fact


class MarketoRun(ProbeRun):
    """One probe under way."""

    def identify(self, secret: str | None = None) -> Reply:
        """What the identity service answers; ``secret`` in place of the right one."""
        fields = {
            "grant_type": "client_credentials",
            "client_id": self.value("MARKETO_CLIENT_ID"),
            "client_secret": secret or self.value("MARKETO_CLIENT_SECRET"),
        }
        return self.send(self.build("POST", "/identity/oauth/token", data=fields))

    def token(self) -> str:
        """An access token, asked for once in a run; Ended without one."""
        facts = self.client.facts
        if _TOKEN not in facts:
            facts[_TOKEN] = self.identify().at("access_token")
        if not facts[_TOKEN]:
            raise Ended
        return str(facts[_TOKEN])

    def call(self, method: str, path: str, body: Any = None, *, login: str = "token") -> Reply:
        """A call below ``/rest``, or of a path that begins with a slash; ``login``: token or wrong."""
        options = {} if body is None else {"json": body}
        request = self.build(method, path if path.startswith("/") else f"/rest/{path}", **options)
        token = self.token() if login == "token" else f"wrong-{uuid4().hex}"
        request.headers["authorization"] = f"Bearer {token}"
        return self.send(request)

    def post_form(self, path: str, fields: Mapping[str, str]) -> Reply:
        """A form to a path below ``/rest``."""
        request = self.build("POST", f"/rest/{path}", data=dict(fields))
        request.headers["authorization"] = f"Bearer {self.token()}"
        return self.send(request)

    def upload(self, path: str, name: str, text: str) -> Reply:
        """A file of comma-separated values, as the field ``file`` of a form."""
        request = self.build("POST", path, files={"file": (name, text, "text/csv")})
        request.read()
        request.headers["authorization"] = f"Bearer {self.token()}"
        return self.send(request)

    def success(self, reply: Reply, statement: str) -> None:
        """The call was done, as the envelope says; a refusal is 200, too."""
        self.status(reply, 200, statement)
        self.equal(reply, "success", True, statement)

    def refusal(self, reply: Reply, code: str, statement: str) -> None:
        """The call is refused with a code, in an answer of 200."""
        self.status(reply, 200, statement)
        self.equal(reply, "success", False, statement)
        self.equal(reply, "errors[0].code", code, statement)
