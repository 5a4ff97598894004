"""`make scoreboard`: run every suite (or those named), commit what came of it to results.json and docs/clients.md."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from tests.scoreboard import board
from tests.scoreboard.suites import SUITES


def main(names: list[str]) -> int:
    """1 when a case does not pass and nothing says why."""
    told = board.load() if board.RESULTS.exists() else {}
    unexplained: list[str] = []
    for name in names or SUITES:
        with tempfile.TemporaryDirectory() as folder:
            outcomes = SUITES[name].run(Path(folder))
        told[name] = board.passing(outcomes)
        unexplained += [f"{name}: {case}: {outcomes[case]}" for case in board.unexplained(name, told[name])]
        sys.stdout.write(f"{name}: {sum(told[name].values())} of {len(told[name])}\n")
    sys.stderr.write("".join(f"say in tests/scoreboard/suites.py why: {line}\n" for line in unexplained))
    ordered = {name: told[name] for name in SUITES}
    board.RESULTS.write_text(json.dumps(ordered, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    board.write_page(ordered)
    return 1 if unexplained else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
