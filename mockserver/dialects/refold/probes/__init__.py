"""What the documents say of Cobalt's and Refold's API, tried on a live server."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import Suite
from mockserver.dialects.refold.probes.reading import PROBES as READING
from mockserver.dialects.refold.probes.run import REQUIRED, VARIABLES, RefoldRun
from mockserver.dialects.refold.probes.writing import PROBES as WRITING

SUITE: Final = Suite(
    (*READING, *WRITING),
    RefoldRun,
    VARIABLES,
    REQUIRED,
    in_part={"R-12": "nothing is revoked: it could end the session of somebody else"},
    login=lambda run: run.execute("hubspot/get_contact", {"limit": "1"}),
    login_statement="R-02",
)
