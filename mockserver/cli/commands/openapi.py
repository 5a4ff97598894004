"""Print the OpenAPI 3.1 document of the dialects, as the server serves it at /openapi.json."""

from __future__ import annotations

import argparse
import json
import re
import sys
from typing import Any

from mockserver import openapi
from mockserver.world import fixtures as world


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "--dialect", choices=tuple(openapi.apis()), help="default: the APIs of all vendors in one document"
    )
    parser.add_argument("--format", choices=("json", "yaml"), default="json", help="default: %(default)s")
    parser.add_argument(
        "--payload", choices=("object", "text"), default="object",
        help="how JSON in a field of a form is described: as what it holds, or as the text that is sent, for tools "
        "that know no JSON in forms (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--server", default=openapi.LOCAL, metavar="URL", help="default: %(default)s")


def run(arguments: argparse.Namespace) -> int:
    """Print it."""
    names = [arguments.dialect] if arguments.dialect else openapi.vendors()
    document = openapi.describe(names, world.load(), server=arguments.server, text_payloads=arguments.payload == "text")
    sys.stdout.write(as_yaml(document) if arguments.format == "yaml" else as_json(document))
    return 0


def as_json(document: Any) -> str:
    """The document as JSON text."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def as_yaml(document: Any) -> str:
    """The document as YAML that readers of YAML 1.1 and of 1.2 read alike."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Writes no anchors, and quotes what only YAML 1.2 reads as a number, such as the id 500e0000."""

        def ignore_aliases(self, _: Any) -> bool:
            """What is said twice is written twice."""
            return True

    number = re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$|^0o[0-7]+$")
    Dumper.add_implicit_resolver("tag:yaml.org,2002:float", number, list("-+.0123456789"))
    text: str = yaml.dump(document, Dumper=Dumper, sort_keys=False, allow_unicode=True, width=120)
    return text
