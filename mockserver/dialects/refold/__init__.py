"""Cobalt, now Refold: actions on a linked account's application."""
