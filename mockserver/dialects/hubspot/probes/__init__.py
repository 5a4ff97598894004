"""What the documents say of HubSpot's own API, tried on a live server."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import Suite
from mockserver.dialects.hubspot.probes.reading import PROBES as READING
from mockserver.dialects.hubspot.probes.run import REQUIRED, VARIABLES, HubSpotRun
from mockserver.dialects.hubspot.probes.writing import PROBES as WRITING

SUITE: Final = Suite(
    (*READING, *WRITING),
    HubSpotRun,
    VARIABLES,
    REQUIRED,
    login=lambda run: run.call("GET", "objects/contacts?limit=1"),
)
