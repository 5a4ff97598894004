"""Planted errors, one behaviour each: what every command has to find of them, and whom it must not blame."""
