"""Oktopost: integrations, and actions on the application behind one."""
