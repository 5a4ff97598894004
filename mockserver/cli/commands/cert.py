"""Write a certificate for host names, and the authority that clients have to trust for it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from mockserver.cli.command_line import CannotRun
from mockserver.transport import certificates


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help=f"a host name, with a wildcard or not, or an address (default: {' '.join(certificates.LOCAL)})",
    )
    parser.add_argument(
        "--out", type=Path, default=Path("certificates"), metavar="DIR", help="written to (default: %(default)s)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Write the two files and say what to do with them."""
    issue(arguments.out, arguments.names or certificates.LOCAL)
    authority = arguments.out / certificates.AUTHORITY
    certificate = arguments.out / certificates.CERTIFICATE
    sys.stdout.write(f"""\
{authority}  for clients to trust: REQUESTS_CA_BUNDLE, NODE_EXTRA_CA_CERTS, curl --cacert
{certificate}  to serve with, and to keep secret: mockserver serve --tls-port 4443 --tls-cert {arguments.out}
""")
    return 0


def issue(folder: Path, names: list[str] | tuple[str, ...]) -> None:
    """Write the files; CannotRun says why not."""
    try:
        certificates.issue(folder, names)
    except ImportError:
        raise CannotRun("certificates need the package trustme: pip install 'mockserver[tls]'") from None
    except ValueError as error:
        raise CannotRun(f"no certificate for {' '.join(names)}: {error}") from None
    except OSError as error:
        raise CannotRun(f"cannot write below {folder}: {error.strerror}") from None
