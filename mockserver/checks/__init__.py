"""Holding recorded traffic, live servers and other versions of the schemas against the contract."""
