"""The program with something planted in it: ``python -m tests.crashes.program STORE ARGUMENT…``."""

from __future__ import annotations

import sys

from tests.crashes.stores import planted

if __name__ == "__main__":
    from annotator.cli import main

    with planted(sys.argv[1]):
        sys.exit(main(sys.argv[2:]))
