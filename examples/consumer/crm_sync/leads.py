"""Leads in Salesforce, through Oktopost's integration actions, with requests."""

from __future__ import annotations

import json
import os
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import Retry

RETRIES = Retry(3, status_forcelist=(429, 503), allowed_methods=None, backoff_factor=0)


class Refused(Exception):
    """Oktopost said no; the text is what it gave as the reason."""


class Oktopost:
    """One account, found by the environment; waits as long as a 429 asks for, and tries again."""

    def __init__(self) -> None:
        self._url = os.environ.get("OKTOPOST_BASE_URL", "https://api.oktopost.com/v2")
        self._http = requests.Session()
        self._http.auth = os.environ["OKTOPOST_ACCOUNT_ID"], os.environ["OKTOPOST_API_KEY"]
        self._http.mount(self._url, HTTPAdapter(max_retries=RETRIES))

    def integration(self, kind: str) -> str:
        """The id of the account's integration of a kind."""
        items = self._read(self._http.get(f"{self._url}/integration", params={"type": kind}, timeout=10))["Items"]
        return str(items[0]["Id"])

    def act(self, kind: str, action: str, payload: dict[str, Any]) -> Any:
        """The result of an integration action; Refused with Oktopost's reasons."""
        form = {"id": self.integration(kind), "actionName": action, "payload": json.dumps(payload)}
        response = self._http.post(f"{self._url}/integration-action", data=form, timeout=10)
        return self._read(response)["IntegrationAction"]

    @staticmethod
    def _read(response: requests.Response) -> Any:
        document = response.json()
        if not document["Result"]:
            raise Refused("; ".join(document["Errors"]))
        return document


def remember(oktopost: Oktopost, email: str, name: str, company: str) -> str:
    """The id of the lead with this e-mail address, created when there is none."""
    try:
        return str(oktopost.act("salesforce", "lead.getByEmail", {"email": email})["Id"])
    except Refused as refused:
        if "NOT_FOUND" not in str(refused):
            raise
    lead = {"Email": email, "LastName": name, "Company": company}
    return str(oktopost.act("salesforce", "lead.create", {"data": lead})["id"])
