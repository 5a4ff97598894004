"""What the documents say of Cobalt's and Refold's API, tried on a live server."""

from __future__ import annotations

from typing import Final

from mockserver.checks.probes import Suite
from mockserver.dialects.refold.probes.customers import PROBES as CUSTOMERS
from mockserver.dialects.refold.probes.embedding import PROBES as EMBEDDING
from mockserver.dialects.refold.probes.reading import PROBES as READING
from mockserver.dialects.refold.probes.run import REQUIRED, VARIABLES, RefoldRun
from mockserver.dialects.refold.probes.writing import PROBES as WRITING

SUITE: Final = Suite(
    (*READING, *EMBEDDING, *WRITING, *CUSTOMERS),
    RefoldRun,
    VARIABLES,
    REQUIRED,
    out_of_reach={
        "R-68": "only the vendor's editor gives a workflow nodes that act",
        "R-76": "a client receives no deliveries",
        "R-77": "a client receives no deliveries",
    },
    in_part={
        "R-12": "nothing is revoked: it could end the session of somebody else",
        "R-26": "nobody gives consent",
        "R-27": "no key is known that an application would take",
        "R-29": "no consent is ended",
        "R-71": "no execution is watched while it runs",
        "R-78": "no credentials are known that an application would take",
    },
    login=lambda run: run.execute("hubspot/get_contact", {"limit": "1"}),
    login_statement="R-02",
)
