"""What not everybody needs is installed by an extra of this distribution; here is the sentence for what is missing."""

from __future__ import annotations

from typing import Final

_EXTRAS: Final = {"faker": "populate", "httpx": "ci", "junitparser": "ci", "rich": "ci", "trustme": "tls", "yaml": "ci"}
"""The extra that installs a package, by the name that is imported."""


def which_extra(missing: ModuleNotFoundError) -> str | None:
    """A sentence that says which extra installs what could not be imported; None when none does."""
    package = (missing.name or "").partition(".")[0]
    extra = _EXTRAS.get(package)
    return f"{package} is not installed: pip install 'mockserver[{extra}]'" if extra else None
