"""Marketo in a test's hand."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from mockserver.testing.vendor import Vendor


class Marketo(Struct, frozen=True):
    """How to reach a sandbox by Marketo's own API; ``base_url`` is what goes before ``/rest`` and ``/identity``."""

    base_url: str
    munchkin_id: str
    client_id: str
    client_secret: str


VENDOR: Final = Vendor(Marketo, ("M-01", "M-03", "M-04"))
