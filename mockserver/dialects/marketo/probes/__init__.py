"""What the documents say of Marketo's own API, tried on a live server."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import Suite
from mockserver.dialects.marketo.probes.reading import PROBES as READING
from mockserver.dialects.marketo.probes.run import REQUIRED, VARIABLES, MarketoRun
from mockserver.dialects.marketo.probes.writing import PROBES as WRITING

SUITE: Final = Suite(
    (*READING, *WRITING),
    MarketoRun,
    VARIABLES,
    REQUIRED,
    {"M-33": "nobody goes beyond the limits of a server of others, which would block it"},
    login=lambda run: run.identify(),
    login_statement="M-03",
)
