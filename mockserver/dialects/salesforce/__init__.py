"""Salesforce's own REST API: log-in, records, queries, collections of calls."""
