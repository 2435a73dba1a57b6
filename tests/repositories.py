"""A repository of git's own around a project, for tests of what git does to it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(folder: Path, *arguments: str, status: int = 0) -> str:
    """Runs git in a folder, without the developer's own settings; what it printed."""
    settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "GIT_EDITOR": "true"}
    who = ["-c", "user.name=ann-1", "-c", "user.email=ann-1@localhost", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def repository(folder: Path) -> None:
    """Makes the folder a repository, all of it committed on the branch main."""
    git(folder, "init")
    (folder / ".gitignore").write_text(".annotator/\n", encoding="utf-8")
    commit(folder, "all")


def commit(folder: Path, message: str) -> None:
    """Commits all there is."""
    git(folder, "add", "--all")
    git(folder, "commit", "--message", message)
