"""Salesforce in a test's hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct

from mockserver.testing.vendor import Vendor

if TYPE_CHECKING:
    from requests import Session


class Salesforce(Struct, frozen=True):
    """How to reach a sandbox by Salesforce's own API, by a token that is there or by a log-in."""

    base_url: str
    instance_url: str
    access_token: str
    username: str
    password: str
    security_token: str
    consumer_key: str
    consumer_secret: str
    refresh_token: str

    def session(self) -> Session:
        """What simple-salesforce takes as ``session``: its https, whatever the host, is led to the sandbox's server."""
        from mockserver.testing import leading

        return leading.session(self.base_url)


VENDOR: Final = Vendor(Salesforce)
