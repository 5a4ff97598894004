"""What each CRM does with its records, a folder for each."""

PACKAGES = ["mockserver.crm.salesforce", "mockserver.crm.marketo", "mockserver.crm.hubspot"]
"""Each has a module ``world`` whose ``TABLES`` says how its records are made."""
