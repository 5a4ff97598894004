"""The environment variables by which an application finds its sandbox."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from mockserver.core.errors import did_you_mean
from mockserver.testing.protocol import Oktopost, Refold

NAMES: Final = (
    "OKTOPOST_BASE_URL",
    "OKTOPOST_ACCOUNT_ID",
    "OKTOPOST_API_KEY",
    "REFOLD_BASE_URL",
    "REFOLD_API_KEY",
    "REFOLD_LINKED_ACCOUNT_ID",
    "REFOLD_SESSION_TOKEN",
)


def variables(oktopost: Oktopost, refold: Refold, names: Mapping[str, str] | None = None) -> dict[str, str]:
    """The variables of a sandbox; ``names`` replaces some of NAMES by the application's own."""
    values = (
        oktopost.base_url,
        oktopost.account_id,
        oktopost.api_key,
        refold.base_url,
        refold.api_key,
        refold.linked_account_id,
        refold.session_token,
    )
    return {(names or {}).get(name, name): value for name, value in zip(NAMES, values, strict=True)}


def read_names(lines: Iterable[str]) -> dict[str, str]:
    """The application's own names, from lines such as ``OKTOPOST_API_KEY = CRM_KEY``; ValueError names the line."""
    names = {}
    for line in lines:
        ours, equals, theirs = (part.strip() for part in line.partition("="))
        if not equals or not theirs:
            raise ValueError(f"{line!r} is not of the form OKTOPOST_API_KEY = CRM_KEY")
        if ours not in NAMES:
            raise ValueError(f"{line!r}: {did_you_mean(ours, NAMES)}the names are {', '.join(NAMES)}")
        names[ours] = theirs
    return names
