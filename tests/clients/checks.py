"""Starts a client on a folder, away from the network and from the user's caches."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

NEEDS = {
    "hub": ("datasets",),
    "croissant": ("mlcroissant",),
    "train": ("spacy",),
}
"""Which modules each client needs."""

OFFLINE = ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "TRANSFORMERS_OFFLINE", "HF_HUB_DISABLE_TELEMETRY")


def missing(client: str) -> str:
    """The modules that a client needs and that are not installed, in words; empty where there are none."""
    return " and ".join(name for name in NEEDS[client] if find_spec(name) is None)


def run(client: str, folder: Path, scratch: Path) -> dict[str, Any]:
    """What a client tells of the folder; AssertionError, with its last words, where it fails."""
    environment = {**os.environ, **dict.fromkeys(OFFLINE, "1"), "HF_HOME": str(scratch), "HOME": str(scratch)}
    command = [sys.executable, "-m", f"tests.clients.{client}", str(folder)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, capture_output=True, text=True, cwd=root, env=environment, timeout=600)
    assert done.returncode == 0, done.stdout[-1000:] + done.stderr[-3000:]
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told
