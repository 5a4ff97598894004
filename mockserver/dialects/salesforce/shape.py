"""How the shape of an organisation is asked of Salesforce: the descriptions of its objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from mockserver.crm.salesforce.objects import KEY_PREFIXES

VARIABLES: Final = ("SALESFORCE_ACCESS_TOKEN",)
"""The environment variable with the session."""

_MOST: Final = 500


def documents(get: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """The name of each file and its document, by ``get(path)``, which answers JSON."""
    base = get("/services/data/")[-1]["url"]
    known = [one for one in get(f"{base}/sobjects/")["sobjects"] if one.get("custom") or one["name"] in KEY_PREFIXES]
    for one in known[:_MOST]:
        yield f"salesforce/{one['name']}.json", get(f"{base}/sobjects/{one['name']}/describe/")
