"""Worlds that live in an engine (Redis, Valkey): shared by processes, and there after each of them has ended."""
