"""The sandboxes of a server in a file, so that a later process goes on with them."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from mockserver.cli.command_line import CannotRun
from mockserver.core.http import dump_slices, load_json
from mockserver.sandboxes.sandbox import CannotLoad, Sandboxes
from mockserver.world import fixtures as world


def save(sandboxes: Sandboxes, path: Path) -> None:
    """Write all sandboxes; the file is there as a whole or as it was. CannotRun when it cannot be written."""
    from tempfile import NamedTemporaryFile

    try:
        with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            try:
                file.writelines(dump_slices(sandboxes.as_json()))
                file.flush()
                os.fsync(file.fileno())
            except BaseException:
                with suppress(OSError):
                    Path(file.name).unlink()
                raise
        Path(file.name).replace(path)
    except OSError as error:
        raise CannotRun(f"--save: cannot write {path}: {error.strerror}") from None


def load(sandboxes: Sandboxes, path: Path) -> None:
    """Let the sandboxes of a file go on; CannotRun when it holds none, or those of another world."""
    try:
        document = load_json(path.read_bytes())
    except OSError as error:
        raise CannotRun(f"--load: cannot read {path}: {error.strerror}") from None
    except ValueError as error:
        raise CannotRun(f"--load {path}: {error}") from None
    try:
        sandboxes.load(document, world.variant_of)
    except CannotLoad as error:
        raise CannotRun(f"--load {path}: {error}") from None
    except (KeyError, TypeError, ValueError, AttributeError):
        raise CannotRun(f"--load {path}: it is no file that `mockserver serve --save` wrote") from None
