"""All benchmarks, or some of them: ``python -m benchmarks [--quick] [SET …]``."""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any, Final

from benchmarks import (
    applications,
    endurance,
    fixtures,
    install,
    instructions,
    neighbours,
    page,
    peers,
    plugin_cost,
    process,
    scale,
    servers,
    start,
)
from benchmarks.load import CONNECTIONS, need_wrk
from benchmarks.places import RESULTS
from benchmarks.targets import JVM_WARM_UP


@dataclass(frozen=True, slots=True)
class Effort:
    """How long everything takes."""

    rounds: int
    seconds: float
    starts: int
    sizes: tuple[int, ...]
    calls: int
    quick: bool


FULL: Final = Effort(4, 3, 9, scale.SIZES, endurance.CALLS, quick=False)
QUICK: Final = Effort(3, 1, 3, scale.SIZES[:2], 100_000, quick=True)


def _peers(effort: Effort) -> Any:
    found = peers.measure(effort.rounds, effort.seconds)
    alone, reset = peers.alone()
    return {
        "connections": CONNECTIONS,
        "rounds": effort.rounds,
        "seconds": effort.seconds,
        "jvm_warm_up": JVM_WARM_UP,
        "programs": found,
        "own_apis": peers.own_apis(effort.rounds, effort.seconds),
        "alone": alone,
        "reset": reset,
    }


def _start(effort: Effort) -> Any:
    return {**start.measure(effort.starts), "plugin": plugin_cost.collection(effort.starts * 2)}


def _instructions(_: Effort) -> Any:
    if not instructions.available():
        sys.stderr.write("  valgrind is not installed: no instructions counted\n")
        return None
    return instructions.measure()


def _neighbours(effort: Effort) -> Any:
    """Printed, and not on the page: these are bounds to keep and no speeds to compare."""
    neighbours.measure(effort.seconds)


SETS: Final[Mapping[str, Callable[[Effort], Any]]] = {
    "peers": _peers,
    "servers": lambda effort: servers.measure(effort.seconds),
    "start": _start,
    "scale": lambda effort: scale.measure(effort.sizes),
    "applications": lambda _: applications.measure(),
    "fixtures": lambda effort: fixtures.measure(2 if effort.quick else 5),
    "process": lambda _: process.measure(),
    "instructions": _instructions,
    "endurance": lambda effort: endurance.measure(effort.calls),
    "neighbours": _neighbours,
}


def machine(effort: Effort) -> dict[str, str]:
    """What the figures were measured on."""
    return {
        "date": time.strftime("%Y-%m-%d"),
        "effort": "quick" if effort.quick else "full",
        "processors": str(os.cpu_count()),
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "uvicorn, httptools": f"{version('uvicorn')}, {version('httptools')}",
        "Flask": version("flask"),
        "jsonschema-rs, orjson": f"{version('jsonschema-rs')}, {version('orjson')}",
    }


def main() -> int:
    """Measure, write the results, the page and the plots, and show the targets."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="rounds too short to quote, long enough to see")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"{', '.join(SETS)} (default: all)")
    arguments = parser.parse_args()
    unknown = set(arguments.sets) - set(SETS)
    if unknown:
        parser.error(f"no set is called {', '.join(sorted(unknown))}: there are {', '.join(SETS)}")
    effort = QUICK if arguments.quick else FULL
    need_wrk()
    install.install()
    install.configure()
    RESULTS.mkdir(exist_ok=True)
    _write("machine", machine(effort))
    for name in arguments.sets or SETS:
        sys.stderr.write(f"{name}\n")
        _write(name, SETS[name](effort))
    page.write()
    sys.stdout.write(page.page(page.results()))
    return 0


def _write(name: str, result: Any) -> None:
    if result is not None:
        (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    sys.exit(main())
