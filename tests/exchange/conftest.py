"""A shell and a copy of the sample project, as the tests of commands have them."""

from __future__ import annotations

from tests.cli.conftest import demo, shell

__all__ = ["demo", "shell"]
