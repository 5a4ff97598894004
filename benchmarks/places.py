"""Where the benchmarks find the project, and where they put peers and results."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PEERS: Final = ROOT / "benchmarks" / ".peers"
"""Other people's programs, installed by the benchmarks and in no commit."""

CONFIG: Final = PEERS / "config"
RESULTS: Final = ROOT / "benchmarks" / "results"
NODE: Final = PEERS / "node" / "node_modules"
PYTHON: Final = sys.executable
"""The interpreter of the project's own environment."""

PEERS_PYTHON: Final = str(PEERS / "python" / "bin" / "python")
SERVERS_PYTHON: Final = str(PEERS / "servers" / "bin" / "python")


def environment() -> Mapping[str, str]:
    """What every measured program runs in: bytecode is kept, as for an installed package."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return kept | {"PYTHONPYCACHEPREFIX": str(PEERS / "bytecode"), "PYTHONPATH": str(ROOT)}
