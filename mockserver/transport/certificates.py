"""Certificates for a listener that speaks TLS: an authority whose key nobody keeps, and one certificate of it."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from msgspec import Struct

LOCAL: Final = ("localhost", "127.0.0.1", "::1")
"""The names of this machine for itself."""

AUTHORITY: Final = "ca.pem"
CERTIFICATE: Final = "cert.pem"
_SECRET: Final = 0o600


class Secured(Struct, frozen=True):
    """What a listener needs to speak TLS: sockets that listen, and the file of the authority that clients trust."""

    sockets: Sequence[socket.socket]
    context: ssl.SSLContext
    authority: Path


def issue(folder: Path, names: Sequence[str]) -> None:
    """Write ``ca.pem``, an authority to trust, and ``cert.pem``, a certificate of it for host names, with its key.

    The authority's own key is written nowhere: nobody can issue another certificate. A name is a host name, one with
    a wildcard (``*.example.com``) or an IP address. ImportError when trustme is not installed, OSError when nothing
    can be written there, ValueError when a name is none.
    """
    import trustme

    authority = trustme.CA(organization_name="mockserver")
    certificate = authority.issue_cert(*dict.fromkeys(names))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / CERTIFICATE
    path.touch(mode=_SECRET)
    path.chmod(_SECRET)
    path.write_bytes(certificate.private_key_and_cert_chain_pem.bytes())
    (folder / AUTHORITY).write_bytes(authority.cert_pem.bytes())


def secured(sockets: Sequence[socket.socket], folder: Path) -> Secured:
    """A listener's TLS with the files that :func:`issue` wrote; OSError when they are not there or are others."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / CERTIFICATE)
    context.set_alpn_protocols(["http/1.1"])
    return Secured(sockets, context, (folder / AUTHORITY).resolve(strict=True))
