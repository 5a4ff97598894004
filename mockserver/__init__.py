"""A mock of Oktopost and Cobalt/Refold over fake Salesforce, Marketo and HubSpot records."""

__version__ = "0.1.0"
