"""What each application does with its records."""
