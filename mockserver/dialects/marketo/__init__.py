"""Marketo's own REST API: tokens, the lead database, static lists as assets, and bulk jobs."""
