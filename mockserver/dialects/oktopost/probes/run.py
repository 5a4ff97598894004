"""A probe of Oktopost's API: its calls, and what they need to know of the account."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

import orjson
from msgspec.structs import replace

from mockserver.checks.client import NotTried, Reply
from mockserver.checks.probes import ProbeRun

if TYPE_CHECKING:
    import httpx

VARIABLES: Final[Mapping[str, str]] = {
    "OKTOPOST_ACCOUNT_ID": "the account: the user of HTTP Basic",
    "OKTOPOST_API_KEY": "its API key, with the permission Integration Add",
    "OKTOPOST_READONLY_API_KEY": "a key of the same account without that permission",
    "OKTOPOST_SALESFORCE_INTEGRATION": "the integration to use, where the first valid one of its type will not do",
    "OKTOPOST_MARKETO_INTEGRATION": "the same for Marketo",
    "OKTOPOST_HUBSPOT_INTEGRATION": "the same for HubSpot",
    "OKTOPOST_EXPIRED_INTEGRATION": "an integration whose own token has expired",
    "OKTOPOST_FOREIGN_INTEGRATION": "an integration of another account",
    "OKTOPOST_CNAME": "the custom domain to connect integrations with (default: 0CN000000000000)",
    "VERIFY_SEARCH": "a word that a lead and a contact of Salesforce are found by (default: john)",
    "VERIFY_EVENT_TYPE": "the id of a HubSpot event type, for event.upsert",
    "VERIFY_MARKETO_LEAD": "the id of a Marketo lead, for list.addLeads and activity.addCustom",
    "VERIFY_ACTIVITY_TYPE": "the id of a custom activity type of Marketo, for activity.addCustom",
}
"""The environment variables that these probes read."""

REQUIRED: Final = ("OKTOPOST_ACCOUNT_ID", "OKTOPOST_API_KEY")

_FORM: Final = "application/x-www-form-urlencoded"
_INTEGRATIONS: Final = "oktopost integrations"
_MOST_PAGES: Final = 100
_PAGE: Final = 100


class OktopostRun(ProbeRun):
    """One probe under way."""

    def call(
        self, method: str, path: str, form: Any = None, *, login: str = "OKTOPOST_API_KEY", json: Any = None
    ) -> Reply:
        """A call below ``/v2``; ``login`` names the variable of the key, or is ``wrong`` or empty for none."""
        options: dict[str, Any] = {"content": form} if isinstance(form, bytes) else {"data": form}
        if json is not None:
            options = {"json": json}
        request = self._request(method, path, **options)
        if isinstance(form, bytes):
            request.headers["content-type"] = _FORM
        if login:
            self._log_in(request, f"wrong-{uuid4().hex}" if login == "wrong" else self.value(login))
        return self.send(request)

    def _request(self, method: str, path: str, **options: Any) -> httpx.Request:
        return self.build(method, f"/v2{path}", **options)

    def _log_in(self, request: httpx.Request, key: str) -> None:
        user = f"{self.value('OKTOPOST_ACCOUNT_ID')}:{key}"
        request.headers["authorization"] = f"Basic {b64encode(user.encode()).decode()}"

    def act(self, app: str, name: str, payload: Any = None, *, login: str = "OKTOPOST_API_KEY", **form: str) -> Reply:
        """An action on an application; ``form`` replaces or adds fields of the form."""
        fields = {"id": form.pop("id", None) or self.integration_of(app), "actionName": name}
        if payload is not None:
            fields["payload"] = payload if isinstance(payload, str) else orjson.dumps(payload).decode()
        reply = self.call("POST", "/integration-action", {**fields, **form}, login=login)
        return replace(reply, about=f"{reply.about} {app} {name}")

    # -- the account -------------------------------------------------------------------------------------------

    @property
    def integrations(self) -> Sequence[Mapping[str, Any]]:
        """The account's own integrations, all pages; they are read once in a run."""
        facts = self.client.facts
        if _INTEGRATIONS not in facts:
            facts[_INTEGRATIONS] = self._read_integrations()
        found: Sequence[Mapping[str, Any]] = facts[_INTEGRATIONS]
        return found

    def _read_integrations(self) -> Sequence[Mapping[str, Any]]:
        found: list[Mapping[str, Any]] = []
        for page in range(_MOST_PAGES):
            request = self._request("GET", f"/integration?_page={page}&_count={_PAGE}")
            self._log_in(request, self.value("OKTOPOST_API_KEY"))
            items = self.client.send(request).at("Items")
            found.extend(item for item in items or () if isinstance(item, dict))
            if not isinstance(items, list) or len(items) < _PAGE:
                break
        return found

    def integration(self, **wanted: str) -> str:
        """The id of an integration with these members, such as Type="cd"; NotTried when there is none."""
        for item in self.integrations:
            if all(item.get(name) == value for name, value in wanted.items()) and isinstance(item.get("Id"), str):
                return str(item["Id"])
        what = ", ".join(f"{name} {value}" for name, value in wanted.items())
        raise NotTried(f"the account has no integration with {what}")

    def integration_of(self, app: str) -> str:
        """The integration of an application that its actions are tried on."""
        given = self.option(f"OKTOPOST_{app.upper()}_INTEGRATION", "")
        return given or self.integration(Type=app, Status="valid", State="active")

    # -- expectations ------------------------------------------------------------------------------------------

    def errors(self, reply: Reply, status: int, *texts: str, statement: str) -> None:
        """The call is refused with a status, and with exactly these texts if any are given."""
        self.status(reply, status, statement)
        if texts:
            self.equal(reply, "Errors", list(texts), statement)
