"""What Marketo does with its records, in its own words."""
