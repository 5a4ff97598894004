"""What each CRM does with its records, a folder for each; no word of HTTP."""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from mockserver.core.errors import CrmError
    from mockserver.core.store import Store

PACKAGES = ["mockserver.crm.salesforce", "mockserver.crm.marketo", "mockserver.crm.hubspot"]
"""Each has a module ``actions``, and a module ``world`` whose ``TABLES`` says how its records are made."""

SETTINGS: Final = MappingProxyType[str, Any](
    {"salesforce_required": {}, "salesforce_fields": {}, "hubspot_properties": {}}
)
"""What can be set for the CRMs of a sandbox, with its defaults: further required fields, and custom fields."""


def busy(app: str, store: Store) -> CrmError:
    """The error that an application gives for no fault of the caller's, by its own ``actions.busy``."""
    for package in PACKAGES:
        if package.rpartition(".")[2] == app:
            error: CrmError = import_module(f"{package}.actions").busy(store)
            return error
    from mockserver.core.errors import CrmError as Error

    return Error(f"{app} is busy", status=503, body={"message": f"{app} is busy"})
