"""Keeps the people who react to social posts in a company's CRM."""
