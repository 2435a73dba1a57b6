"""What holds for every test: no developer's own settings, and no test fails because a machine is slow."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

OWN_SETTINGS = ("TEXTUAL", "ANNOTATOR", "COLUMNS", "LINES", "ESCDELAY", "NO_COLOR", "FORCE_COLOR", "CLICOLOR", "TTY_")
"""What the names of environment variables begin with that change how the program looks or behaves."""

TOOLS_OWN = ("TEXTUAL_SNAPSHOT_TEMPDIR",)
"""What a pytest plugin tells its own worker processes."""

HOMES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")
"""Where a program looks for a user's settings, and leaves reports."""


def hide_own_settings() -> None:
    """Takes the developer's settings out of the environment, also for programs that tests start."""
    for name in [name for name in os.environ if name.startswith(OWN_SETTINGS) and name not in TOOLS_OWN]:
        del os.environ[name]
    os.environ["COLORTERM"] = "truecolor"
    os.environ["TERM"] = "xterm-256color"
    os.environ["TZ"] = "UTC"  # what is shown is in the time of the machine
    if hasattr(time, "tzset"):
        time.tzset()
    if "textual.constants" in sys.modules:
        importlib.reload(sys.modules["textual.constants"])  # a pytest plugin made it read the environment already


hide_own_settings()
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture(scope="session", autouse=True)
def homes_of_nobody() -> Iterator[Path]:
    """Empty folders in place of the user's own ones."""
    with tempfile.TemporaryDirectory(prefix="annotator-homes-") as folder, pytest.MonkeyPatch.context() as environment:
        environment.setenv("HOME", folder)
        for name in HOMES:
            home = Path(folder, name.lower())
            home.mkdir(mode=0o700)
            environment.setenv(name, str(home))
        yield Path(folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Says at the end, aloud, what was not tested and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("not tested on this machine", red=True, bold=True)
    for report in skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.line(f"{report.nodeid}: {why}")
