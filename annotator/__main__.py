"""The way in, for ``annotator`` and for ``python -m annotator``."""

from __future__ import annotations

import sys

from annotator.tui import collector


def main() -> int:
    """Runs the command line and returns the exit status; while its modules are loaded, nothing is collected."""
    collector.hold()
    from annotator.cli import main as command_line

    collector.release()
    return command_line()


if __name__ == "__main__":
    sys.exit(main())
