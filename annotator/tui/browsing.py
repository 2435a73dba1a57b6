"""Whether a browser can be opened from here."""

from __future__ import annotations

import os
import sys


def has_windows() -> bool:
    """Whether a browser would have a window of its own: one without would take the terminal."""
    return sys.platform in ("win32", "darwin") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
