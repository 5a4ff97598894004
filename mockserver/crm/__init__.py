"""What each CRM does with its records, a folder for each; no word of HTTP."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any, Final

SETTINGS: Final = MappingProxyType[str, Any](
    {"salesforce_required": {}, "salesforce_fields": {}, "hubspot_properties": {}}
)
"""What can be set for the CRMs of a sandbox, with its defaults: further required fields, and custom fields."""
