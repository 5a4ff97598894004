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
    {"H-30": "nobody can take back a custom event from an account of others"},
    {"H-19": "nobody goes beyond the rate limits of a server of others, which would block it"},
    login=lambda run: run.call("GET", "objects/contacts?limit=1"),
    login_statement="H-01",
)
