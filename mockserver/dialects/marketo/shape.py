"""How the shape of an instance is asked of Marketo: the answer of Describe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

VARIABLES: Final = ("MARKETO_ACCESS_TOKEN",)
"""The environment variable with the access token."""


def documents(get: Callable[[str], Any]) -> Iterator[tuple[str, Any]]:
    """The name of each file and its document, by ``get(path)``, which answers JSON."""
    yield "marketo/describe.json", get("/rest/v1/leads/describe.json")
