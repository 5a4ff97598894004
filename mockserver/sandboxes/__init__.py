"""Isolated worlds, how a credential finds one, and what happened in each."""
