"""Make Pact files of recorded traffic, one for each vendor that was called.

An exchange that kept its contracts becomes an interaction: matchers come from the schemas, credentials from the
provider's state. The server itself answers verifiers at /__mock__/pact/states.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from mockserver.checks.conformance import Conformance
from mockserver.checks.exchanges import Recorded
from mockserver.checks.recordings import Unreadable
from mockserver.checks.sentences import one_line
from mockserver.cli.command_line import CannotRun
from mockserver.cli.commands.recorded import add_integration_option, add_selection_options, integrations, open_recording

if TYPE_CHECKING:
    from mockserver.checks.pact_export import Pacts


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare what can be done."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    export = actions.add_parser("export", help="write Pact files (V4)", description=__doc__)
    export.add_argument(
        "files", nargs="+", type=Path, metavar="FILE", help="a recording, as `mockserver check` reads it"
    )
    export.add_argument("--consumer", required=True, metavar="NAME", help="whose traffic it is")
    export.add_argument("--to", type=Path, default=Path("pacts"), metavar="DIR", help="default: %(default)s")
    add_selection_options(export)
    add_integration_option(export)


def run(arguments: argparse.Namespace) -> int:
    """Write them; 0 when there is at least one interaction."""
    from mockserver.checks.pact_export import Pacts
    from mockserver.sandboxes.sandbox import Sandboxes
    from mockserver.world import fixtures as world

    if not arguments.consumer.strip() or "/" in arguments.consumer or "\\" in arguments.consumer:
        raise CannotRun(f"--consumer {arguments.consumer}: a name, which becomes a part of file names")
    conformance = Conformance(integrations=integrations(arguments), refused=True)
    pacts = Pacts(arguments.consumer, conformance, Sandboxes(world.load()).default)
    for path in arguments.files:
        try:
            with open_recording(path, arguments) as exchanges:
                _add(pacts, exchanges)
        except Unreadable as error:
            raise CannotRun(str(error)) from None
    if not pacts.count:
        raise CannotRun("no exchange of the recordings kept its contract, so that there is nothing to agree on")
    try:
        written = pacts.write(arguments.to)
    except OSError as error:
        raise CannotRun(f"cannot write to {arguments.to}: {error.strerror}") from None
    sys.stdout.writelines(f"written   {path}\n" for path in written)
    return 0


def _add(pacts: Pacts, exchanges: Iterable[Recorded]) -> None:
    """The exchanges of one recording, which begins in a fresh world."""
    from mockserver.checks.pact_export import LeftOut, fresh

    before = [fresh()]
    for recorded in exchanges:
        try:
            pacts.add(recorded, before)
            before = []
        except LeftOut as reason:
            call = recorded.call
            sys.stdout.write(one_line(f"left out  {recorded.name} {call.method} {call.path[:100]}: {reason}") + "\n")
