"""What clients and suites of others say of this server, case by case, for docs/clients.md."""
