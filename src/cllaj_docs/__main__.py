"""``python -m cllaj_docs``: the command line."""

import sys

from cllaj_docs.delivery.cli import main

if __name__ == "__main__":
    sys.exit(main())
