"""Instructions by callgrind: the same number on a quiet and on a busy machine, so that a change's cost can be seen.

``python -m benchmarks.instructions`` shows every case; with ``CASE TIMES`` it runs one, to be counted from outside.
"""

from __future__ import annotations

import gc
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from benchmarks.example import OWN_CALLS
from benchmarks.places import PYTHON, ROOT, environment

FEW, MANY = 100, 300
"""A case is counted twice; the difference is the cost of so many calls more, without start and warm-up."""

ACTIONS: Final = (
    "oktopost/salesforce/contact.create",
    "oktopost/salesforce/contact.search",
    "oktopost/salesforce/case.getAll",
    "oktopost/marketo/lead.createUpdate",
    "oktopost/hubspot/contact.getByEmail",
    "refold/hubspot/create_contact",
    "refold/hubspot/get_contact",
)
CASES: Final = ("call", "lean door", "refusal", "parse the form", "import", *ACTIONS, *OWN_CALLS)
_COLLECTED: Final = re.compile(r"Collected\s*:\s*(\d+)")


def available() -> bool:
    """Whether the counter is installed."""
    return shutil.which("valgrind") is not None


def measure() -> dict[str, float]:
    """Instructions by case, in thousands for one call; the import in thousands for all of it."""
    with ThreadPoolExecutor(2) as pool:
        figures = pool.map(_case, CASES)
        return dict(zip(CASES, figures, strict=True))


def _case(name: str) -> float:
    if name == "import":
        return (_counted("import", 1) - _counted("nothing", 1)) / 1e3
    return (_counted(name, MANY) - _counted(name, FEW)) / (MANY - FEW) / 1e3


def _counted(case: str, times: int) -> int:
    with tempfile.NamedTemporaryFile() as output:
        counter = ["valgrind", "--tool=callgrind", f"--callgrind-out-file={output.name}"]
        program = [PYTHON, "-m", "benchmarks.instructions", case, str(times)]
        done = subprocess.run(
            [*counter, *program],
            cwd=ROOT,
            env={**environment(), "PYTHONHASHSEED": "0"},
            check=True,
            capture_output=True,
            text=True,
        )
    found = _COLLECTED.search(done.stderr)
    if found is None:
        raise RuntimeError(f"callgrind counts nothing for {case}: {done.stderr[-500:]}")
    return int(found[1])


def run(case: str, times: int) -> None:
    """What is counted: one case, so many times, without the collector's moods."""
    gc.disable()
    if case == "import":
        import mockserver.cli.commands.serve
        import mockserver.transport.server  # noqa: F401
    elif case != "nothing":
        act = _act(case)
        for _ in range(times):
            act()


def _act(case: str) -> Callable[[], Any]:
    from benchmarks import calls
    from benchmarks.example import CALL
    from mockserver.core.http import Call, parse_form

    served = calls.gateway()
    body = CALL.body.encode()
    if case == "call":
        return calls.the_call(served)
    if case == "lean door":
        return calls.Wire(served).call
    if case == "parse the form":
        return lambda: parse_form(body)
    if case == "refusal":
        headers = {"host": "localhost", "content-type": "application/x-www-form-urlencoded"}
        return lambda: served.respond(Call("POST", CALL.path, "", dict(headers), body), served.dialects[0])
    return next(sample.act for sample in calls.samples(served) if sample.name == case)


if __name__ == "__main__":
    if len(sys.argv) == 3:
        run(sys.argv[1], int(sys.argv[2]))
    else:
        sys.stdout.write(json.dumps(measure(), indent=1) + "\n")
