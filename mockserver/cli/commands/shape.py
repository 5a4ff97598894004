"""Write the shape of a live organisation into a folder: fields and objects, no records and no secrets.

Only the vendors' read calls are made, with your own credentials from the environment.
`mockserver serve --org` takes the folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping
from functools import partial
from http.client import HTTPException
from pathlib import Path
from types import ModuleType
from typing import Any, Final
from urllib.error import HTTPError
from urllib.request import Request, build_opener

from mockserver import dialects
from mockserver.cli.command_line import CannotRun

_SECONDS: Final = 60
_LARGEST: Final = 64 * 1024 * 1024


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options: for each vendor with a shape its address."""
    parser.add_argument("folder", type=Path, metavar="DIR", help="where the files are written")
    for name, part in _parts().items():
        parser.add_argument(f"--{name}", metavar="URL", help=f"ask there, with {' and '.join(part.VARIABLES)}")


def run(arguments: argparse.Namespace) -> int:
    """Ask every vendor that an address is given of; 0 when all answered."""
    asked = {name: part for name, part in _parts().items() if getattr(arguments, name)}
    if not asked:
        raise CannotRun(f"give at least one of {', '.join(f'--{name} URL' for name in _parts())}")
    for part in asked.values():
        missing = [name for name in part.VARIABLES if not os.environ.get(name)]
        if missing:
            raise CannotRun(f"the environment variable {missing[0]} is missing")
    for name, part in asked.items():
        headers = getattr(part, "headers", _bearer)(*(os.environ[variable] for variable in part.VARIABLES))
        get = partial(_get, getattr(arguments, name).rstrip("/"), headers)
        _write(arguments.folder, part, get)
    return 0


def _bearer(token: str) -> dict[str, str]:
    """What lets a call in where the vendor says nothing else."""
    return {"Authorization": f"Bearer {token}"}


def _parts() -> dict[str, ModuleType]:
    found = {dialect.name: dialect.part("shape") for dialect in dialects.load()}
    return {name: part for name, part in found.items() if part is not None}


def _write(folder: Path, part: ModuleType, get: Callable[[str], Any]) -> None:
    try:
        for name, document in part.documents(get):
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
            sys.stdout.write(f"{path}\n")
    except OSError as error:
        raise CannotRun(f"{folder} cannot be written: {error.strerror}") from None
    except (KeyError, IndexError, TypeError):
        raise CannotRun("what was answered is no answer of that vendor's API: is the address right?") from None


def _get(url: str, headers: Mapping[str, str], path: str) -> Any:
    """The JSON that is answered; CannotRun for anything else."""
    if not url.startswith(("https://", "http://")):
        raise CannotRun(f"{url} is no address: it begins with https://")
    request = Request(f"{url}{path}", headers={**headers, "Accept": "application/json"})  # noqa: S310 - held above
    try:
        with build_opener().open(request, timeout=_SECONDS) as answer:
            text = answer.read(_LARGEST + 1)
    except HTTPError as error:
        said = error.read(400).decode(errors="replace")
        raise CannotRun(f"GET {url}{path} is refused with {error.code}: {said}") from None
    except (OSError, HTTPException) as error:
        raise CannotRun(f"GET {url}{path}: {error}") from None
    if len(text) > _LARGEST:
        raise CannotRun(f"GET {url}{path} answers more than {_LARGEST} bytes")
    try:
        return json.loads(text)
    except ValueError:
        raise CannotRun(f"GET {url}{path} answers no JSON") from None
