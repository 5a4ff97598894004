"""How the shape of a portal is asked of HubSpot: its properties, their groups, its pipelines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from mockserver.crm.hubspot.associations import PLURALS

VARIABLES: Final = ("HUBSPOT_ACCESS_TOKEN",)
"""The environment variable with the access token."""


def documents(get: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """The name of each file and its document, by ``get(path)``, which answers JSON."""
    for kind in PLURALS.values():
        yield f"hubspot/groups/{kind}.json", get(f"/crm/v3/properties/{kind}/groups")
        yield f"hubspot/properties/{kind}.json", get(f"/crm/v3/properties/{kind}")
    yield "hubspot/pipelines/deals.json", get("/crm/v3/pipelines/deals")
