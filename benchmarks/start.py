"""The start: time to the first answer of ours and of a bare Flask application, and what is imported until then."""

from __future__ import annotations

import re
import subprocess
import sys
from statistics import median
from typing import Any, Final

from benchmarks.peers import FLOOR, OURS
from benchmarks.places import PYTHON, ROOT, environment
from benchmarks.programs import Program, running

LATE: Final = ("flask", "werkzeug", "jinja2", "faker", "jsonschema", "referencing", "lark", "jwt", "yaml")
"""Libraries that a start must not import."""

_IMPORTED: Final = "import mockserver.cli.commands.serve, mockserver.transport.server"
_LINE: Final = re.compile(r"import time:\s+(\d+) \|\s+(\d+) \|(\s+)(\S+)")

_ON_OUR_SERVER: Final = Program("Flask, threads", (PYTHON, "-m", "benchmarks.apps", "threads", "{port}"))


def measure(rounds: int) -> dict[str, Any]:
    """Seconds to the first answer, in turn, and the import graph of ``mockserver serve``."""
    times: dict[str, list[float]] = {program.name: [] for program in (OURS, FLOOR, _ON_OUR_SERVER)}
    for number in range(rounds + 1):
        for program in (OURS, FLOOR, _ON_OUR_SERVER):
            with running(program) as found:
                if number:  # the first round writes bytecode
                    times[program.name].append(found.first_answer)
    return {
        "first_answer": {name: {"median": median(all_of), "best": min(all_of)} for name, all_of in times.items()},
        "imports": imports(),
        "late": sorted(set(loaded()) & set(LATE)),
    }


def imports() -> list[dict[str, Any]]:
    """The packages that a start imports with the milliseconds of their own modules, the slowest first."""
    done = _python("-X", "importtime", "-c", _IMPORTED)
    own: dict[str, float] = {}
    for microseconds, _, _, name in _LINE.findall(done.stderr):
        package = name.partition(".")[0]
        own[package] = own.get(package, 0) + int(microseconds) / 1000
    return [
        {"package": name, "milliseconds": round(value, 1)}
        for name, value in sorted(own.items(), key=lambda item: -item[1])[:12]
    ]


def loaded() -> list[str]:
    """The packages in memory once ``mockserver serve`` could answer."""
    program = f"{_IMPORTED}, sys; print(*{{name.partition('.')[0] for name in sys.modules}})"
    return _python("-c", program).stdout.split()


def _python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [PYTHON, *arguments], cwd=ROOT, env=dict(environment()), check=True, capture_output=True, text=True
    )


if __name__ == "__main__":
    sys.stdout.write(f"{measure(3)}\n")
