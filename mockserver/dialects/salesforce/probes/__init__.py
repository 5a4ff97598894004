"""What the documents say of Salesforce's own API, tried on a live server."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import Suite
from mockserver.dialects.salesforce.probes.reading import PROBES as READING
from mockserver.dialects.salesforce.probes.run import REQUIRED, VARIABLES, SalesforceRun
from mockserver.dialects.salesforce.probes.writing import PROBES as WRITING

SUITE: Final = Suite(
    (*READING, *WRITING),
    SalesforceRun,
    VARIABLES,
    REQUIRED,
    login=lambda run: run.call("GET", "limits"),
    login_statement="S-03",
)
