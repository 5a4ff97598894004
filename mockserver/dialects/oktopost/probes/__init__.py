"""What the documents say of Oktopost's API, tried on a live server."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import Suite
from mockserver.dialects.oktopost.probes.account import PROBES as ACCOUNT
from mockserver.dialects.oktopost.probes.actions import PROBES as ACTIONS
from mockserver.dialects.oktopost.probes.integrations import PROBES as INTEGRATIONS
from mockserver.dialects.oktopost.probes.run import REQUIRED, VARIABLES, OktopostRun
from mockserver.dialects.oktopost.probes.writing import PROBES as WRITING

SUITE: Final = Suite(
    (*ACTIONS, *INTEGRATIONS, *ACCOUNT, *WRITING),
    OktopostRun,
    VARIABLES,
    REQUIRED,
    {
        "O-17": "nobody can ask a server for an unexpected error",
        "O-84": "nobody can ask the vendor for a new lead",
    },
    {"I-12": "nobody goes beyond the rate limits of a server of others, which would block it"},
    login=lambda run: run.call("GET", "/integration"),
    login_statement="O-18",
)
