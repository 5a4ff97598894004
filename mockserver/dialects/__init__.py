"""How each vendor speaks HTTP: action rows, routes, documented checks, envelopes, messages."""
