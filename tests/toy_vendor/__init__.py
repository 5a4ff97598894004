"""A vendor that nobody has: a dialect outside the package, with all that one has to bring."""
