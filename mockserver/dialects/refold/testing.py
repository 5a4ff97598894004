"""Refold in a test's hand."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from mockserver.testing.vendor import Vendor


class Refold(Struct, frozen=True):
    """How to reach a sandbox by Cobalt's, now Refold's, API."""

    base_url: str
    api_key: str
    linked_account_id: str
    session_token: str

    @property
    def headers(self) -> dict[str, str]:
        """The headers that identify the organisation and one linked account."""
        return {"x-api-key": self.api_key, "linked_account_id": self.linked_account_id}


VENDOR: Final = Vendor(Refold, ("R-01", "R-02", "R-04", "R-14"))
