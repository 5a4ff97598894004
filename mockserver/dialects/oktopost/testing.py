"""Oktopost in a test's hand."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from mockserver.testing.vendor import Vendor


class Oktopost(Struct, frozen=True):
    """How to reach a sandbox by Oktopost's API; ``integrations`` has an id for each application."""

    base_url: str
    account_id: str
    api_key: str
    readonly_api_key: str
    integrations: Mapping[str, str]

    @property
    def auth(self) -> tuple[str, str]:
        """User and password of HTTP Basic authentication, as requests and httpx take them."""
        return self.account_id, self.api_key


VENDOR: Final = Vendor(Oktopost, ("O-01", "O-02", "O-03", "O-04", "O-05", "O-18"))
