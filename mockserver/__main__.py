"""`python -m mockserver`: the command line without its script."""

import sys

from mockserver.cli.command_line import main

if __name__ == "__main__":
    sys.exit(main())
