"""The types of the fixtures, for annotations; importing them loads nothing of the server."""

from mockserver.testing.protocol import Mockserver, MockserverFactory, Oktopost, Refold

__all__ = ["Mockserver", "MockserverFactory", "Oktopost", "Refold"]
