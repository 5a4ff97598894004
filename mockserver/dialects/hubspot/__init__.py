"""HubSpot's own CRM API: bearer tokens, JSON, one set of routes for all types of objects."""
