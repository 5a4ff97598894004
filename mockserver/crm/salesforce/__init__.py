"""What Salesforce does with its records, in its own words."""
