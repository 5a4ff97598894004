"""What not everybody needs is installed by an extra of this distribution; here is the sentence for what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_EXTRAS: Final = {
    "faker": "populate",
    "httpx": "ci",
    "junitparser": "ci",
    "redis": "shared",
    "rich": "ci",
    "trustme": "tls",
    "yaml": "ci",
}
"""The extra that installs a package, by the name that is imported."""


_THEIRS: Final = Path(__file__).parent.parent / "client.py"
"""A module of mockserver-client, which is imported by the same name and lies in the same folder."""


def what_collides() -> str | None:
    """A sentence that says which other distribution was installed over this one, or beneath it; None for none."""
    if not _THEIRS.exists():
        return None
    return (
        "mockserver and mockserver-client are installed together, and both are imported as mockserver: keep them in "
        "two environments (pip uninstall mockserver-client, then pip install --force-reinstall mockserver)"
    )


def which_extra(missing: ModuleNotFoundError) -> str | None:
    """A sentence that says which extra installs what could not be imported; None when none does."""
    package = (missing.name or "").partition(".")[0]
    extra = _EXTRAS.get(package)
    return f"{package} is not installed: pip install 'mockserver[{extra}]'" if extra else None
