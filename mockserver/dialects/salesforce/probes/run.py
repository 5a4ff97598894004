"""A probe of Salesforce's own API: its calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote
from uuid import uuid4

from mockserver.checks.client import Reply
from mockserver.checks.probes import ProbeRun

VARIABLES: Final[Mapping[str, str]] = {
    "SALESFORCE_ACCESS_TOKEN": "an access token of a user who may read and write leads, contacts and accounts",
    "SALESFORCE_USERNAME": "the name of a user, for the log-in by SOAP and by OAuth",
    "SALESFORCE_PASSWORD": "that user's password",
    "SALESFORCE_SECURITY_TOKEN": "that user's security token",
    "SALESFORCE_CONSUMER_KEY": "the key of a connected app, for OAuth",
    "SALESFORCE_CONSUMER_SECRET": "its secret",
}
"""The environment variables that these probes read."""

REQUIRED: Final = ("SALESFORCE_ACCESS_TOKEN",)

DATA: Final = "/services/data/v59.0"
ASYNC: Final = "/services/async/59.0"


class SalesforceRun(ProbeRun):
    """One probe under way."""

    def call(self, method: str, path: str, body: Any = None, *, login: str = "token", **headers: str) -> Reply:
        """A call below version 59.0, or of a path that begins with a slash; ``login``: token, wrong or none.

        ``body``: text as it is, anything else but None as JSON.
        """
        options: dict[str, Any] = {} if body is None else {"content" if isinstance(body, str) else "json": body}
        request = self.build(method, path if path.startswith("/") else f"{DATA}/{path}", **options)
        if login != "none":
            token = self.value("SALESFORCE_ACCESS_TOKEN") if login == "token" else f"wrong-{uuid4().hex}"
            request.headers["authorization"] = f"Bearer {token}"
            request.headers["x-sfdc-session"] = token
        for name, value in headers.items():
            request.headers[name.replace("_", "-")] = value
        return self.send(request)

    def submit(self, path: str, **form: str) -> Reply:
        """A form that is sent without a session."""
        return self.send(self.build("POST", path, data=form))

    def query(self, soql: str, resource: str = "query", **headers: str) -> Reply:
        """What a query answers."""
        return self.call("GET", f"{resource}?q={quote(soql, safe='')}", **headers)

    def leads(self, column: str, field: str, value: str, resource: str = "query") -> Reply:
        """A column of the leads with this value in a field."""
        soql = f"SELECT {column} FROM Lead WHERE {field} = '{value}'"  # noqa: S608 - SOQL, of the probes' own words
        return self.query(soql, resource)

    def error(self, reply: Reply, status: int, code: str, statement: str) -> None:
        """A call is refused with a status, in a list of errors that begins with this code."""
        self.status(reply, status, statement)
        self.equal(reply, "[0].errorCode", code, statement)

    def created(self, sobject: str, statement: str, **fields: Any) -> str:
        """The id of a record that the probe has made; Ended when there is none."""
        reply = self.call("POST", f"sobjects/{sobject}", fields)
        self.status(reply, 201, statement)
        return str(self.found(reply, "id", statement))

    def lead(self, **fields: Any) -> dict[str, Any]:
        """The fields of a lead of this run."""
        return {"LastName": self.client.mark, "Company": "mockserver verify", **fields}
