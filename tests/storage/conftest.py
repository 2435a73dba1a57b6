"""Projects in a temporary folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.core.schema import default_schema
from annotator.storage.project import Project
from annotator.storage.schema_file import schema_text
from tests.examples import TEXT

MakeProject = Callable[..., Project]


@pytest.fixture
def make_project(tmp_path: Path) -> MakeProject:
    """Makes a project of texts: ``make_project(layoffs="…", save_as="json")``."""

    def make(save_as: str = "toml", **texts: str | bytes) -> Project:
        root = tmp_path / "project"
        (root / "documents").mkdir(parents=True)
        text = schema_text(default_schema("interim-chief")).replace('save-as = "toml"', f'save-as = "{save_as}"')
        (root / "annotator.toml").write_bytes(text.encode())
        for document_id, words in (texts or {"layoffs": TEXT}).items():
            data = words if isinstance(words, bytes) else words.encode()
            (root / "documents" / f"{document_id}.txt").write_bytes(data)
        return Project.open(root)

    return make


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    """A project of the document "layoffs"."""
    return make_project()


def snapshot_of(root: Path) -> dict[str, bytes]:
    """All files below a folder and their bytes."""
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
