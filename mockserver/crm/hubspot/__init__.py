"""What HubSpot does with its records, in its own words."""
