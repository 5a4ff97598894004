"""Where a file stands as code hosts name it: by its path in the repository."""

from __future__ import annotations

import os
from pathlib import Path


def in_repository(path: str) -> str:
    """A path from the root of the checkout, with slashes; empty for a file that lies elsewhere.

    The root is what GitHub tells, or else the present folder.
    """
    root = Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd())
    absolute = Path(os.path.normpath(Path.cwd() / path))
    return absolute.relative_to(root).as_posix() if absolute.is_relative_to(root) else ""
