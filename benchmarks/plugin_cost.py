"""What the pytest plugin costs: milliseconds added to `pytest --collect-only`, to a server's start, to each sandbox.

    python benchmarks/plugin_cost.py [rounds]

Collection runs in processes of its own, with and without the plugin in turn, so that the machine's moods meet both.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

TARGETS = {"collection": 10.0, "start": 50.0, "sandbox": 1.0, "stop": 50.0}
"""What each may cost, in milliseconds."""


def milliseconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def collecting(folder: Path, *options: str) -> float:
    """One collection of one empty test, without the other plugins that happen to be installed."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *options]
    environment = {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}
    return milliseconds(
        lambda: subprocess.run(command, cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL)
    )


def collection(rounds: int) -> float:
    """How much longer a collection with the plugin takes: the quickest against the quickest."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "test_nothing.py").write_text("def test_nothing(): pass\n")
        plain, loaded = [], []
        for _ in range(rounds):
            plain.append(collecting(folder))
            loaded.append(collecting(folder, "-p", "mockserver.testing.pytest_plugin"))
        return min(loaded) - min(plain)


def serving(rounds: int) -> Iterator[tuple[str, float]]:
    """A sandbox made and dropped, and the server's stop."""
    from mockserver.testing.sources import open_source
    from mockserver.testing.worlds import Wish

    source = open_source(None)
    source.url.encode()  # it listens once somebody asks where
    yield "sandbox", statistics.median(milliseconds(lambda: source.create(Wish()).drop()) for _ in range(100 * rounds))
    yield "stop", milliseconds(source.__exit__)


def start() -> float:
    """A server's start in a process that imported everything and did nothing yet: reading schemas and records too."""
    program = (
        "import time; import mockserver.testing.local; from mockserver.testing.sources import open_source; "
        "begun = time.perf_counter(); source = open_source(None); source.url; "
        "print((time.perf_counter() - begun) * 1000)"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    return float(done.stdout)


def measured(rounds: int) -> dict[str, float]:
    figures = dict(serving(rounds))
    figures["start"] = statistics.median(start() for _ in range(max(3, rounds // 3)))
    figures["collection"] = collection(rounds)
    return figures


if __name__ == "__main__":
    chosen = int(sys.argv[1]) if len(sys.argv) > 1 else 15
    for what, figure in measured(chosen).items():
        sys.stdout.write(f"{what:<12}{figure:8.3f} ms  (may be {TARGETS[what]:g})\n")
