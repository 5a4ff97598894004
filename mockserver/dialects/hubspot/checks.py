"""How recorded traffic of HubSpot's own API is held."""

from __future__ import annotations

from typing import Final

from mockserver.checks.rules import Rules

RULES: Final = Rules(statuses=(409, 504), telling=("category", "subCategory", "total"))
