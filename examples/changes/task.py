"""The task: somebody called to say that John Doe of Acme has a new telephone number. Two ways to do it."""

from __future__ import annotations

import json
from typing import Any

import requests

PHONE = "+1-212-555-0199"


class Oktopost:
    """Executes actions on the account's Salesforce."""

    def __init__(self, base_url: str, auth: tuple[str, str], integration: str) -> None:
        self._url, self._auth, self._integration = f"{base_url}/integration-action", auth, integration

    def act(self, name: str, payload: dict[str, Any]) -> Any:
        """What the action answers."""
        form = {"id": self._integration, "actionName": name, "payload": json.dumps(payload)}
        answer = requests.post(self._url, auth=self._auth, data=form, timeout=10)
        answer.raise_for_status()
        return answer.json()["IntegrationAction"]


def by_email(oktopost: Oktopost, email: str) -> None:
    """Look the lead up by what is its own, and change that one."""
    lead = oktopost.act("lead.getByEmail", {"email": email})
    oktopost.act("lead.update", {"id": lead["Id"], "data": {"Phone": PHONE}})


def by_name(oktopost: Oktopost, leads: list[dict[str, Any]]) -> None:
    """Take the last lead of that name, and touch up the title while at it."""
    lead = [one for one in leads if one["Name"] == "John Doe"][-1]
    oktopost.act("lead.update", {"id": lead["Id"], "data": {"Phone": PHONE, "Title": "Buyer (called)"}})
