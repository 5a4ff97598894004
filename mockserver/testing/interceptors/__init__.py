"""Where each HTTP library is entered, one module each, imported only where the library is installed."""
