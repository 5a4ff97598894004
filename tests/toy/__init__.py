"""A vendor that does not exist: the least that a dialect consists of. Its schemas lie beside it."""
