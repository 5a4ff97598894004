"""What every sandbox begins with: fixtures, made-up people, and the editing of records."""
