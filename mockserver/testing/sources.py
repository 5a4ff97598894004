"""Opening a source of sandboxes: of this process, or of a server that runs elsewhere."""

from __future__ import annotations

from mockserver.testing.worlds import Source


def open_source(url: str | None, *, real_hosts: bool = False) -> Source:
    """The server at ``url``, or one of this process, which listens once somebody asks where.

    With ``real_hosts`` the sandboxes tell the vendors' own addresses.
    """
    if url is None:
        from mockserver.testing.local import LocalSource

        return LocalSource(real_hosts=real_hosts)
    from mockserver.testing.remote import RemoteSource

    return RemoteSource(url, real_hosts=real_hosts)
