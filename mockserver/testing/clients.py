"""What a sandbox in a test's hand has for each vendor, as type checkers see it: made by `make docs`."""

from __future__ import annotations

from typing import Protocol

from mockserver.dialects.marketo.testing import Marketo
from mockserver.dialects.oktopost.testing import Oktopost
from mockserver.dialects.refold.testing import Refold
from mockserver.dialects.salesforce.testing import Salesforce

__all__ = ["Clients", "Marketo", "Oktopost", "Refold", "Salesforce"]


class Clients(Protocol):
    """Where and with which credentials a sandbox answers as each vendor."""

    oktopost: Oktopost
    refold: Refold
    salesforce: Salesforce
    marketo: Marketo
