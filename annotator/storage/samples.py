"""Copies of the sample corpora, for people to try things on."""

from __future__ import annotations

import os
import secrets
import shutil
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.storage import atomic
from annotator.storage.bundled import bundled, corpora
from annotator.storage.problems import reason


def copy_corpus(name: str, target: Path) -> bool:
    """Copies a corpus to the folder ``target``; False where a project is there already, which stays as it is.

    The copy appears whole or not at all. AnnotatorError where the name is unknown or ``target`` holds something else.
    """
    if name not in corpora():
        raise AnnotatorError(f'There is no sample corpus "{name}"; there are: {", ".join(corpora())}.')
    if (target / "annotator.toml").exists():
        return False
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise AnnotatorError(f"{target} is there already and is no project; name another place with --into.")
    workshop = target.absolute().with_name(f".{target.name}.{secrets.token_hex(8)}.tmp")
    try:
        atomic.make_folder(workshop.parent)
        _copy(bundled("corpora") / name, workshop)
        if target.exists():
            target.rmdir()
        workshop.replace(target)
        atomic.sync_folder(workshop.parent)
    except OSError as error:
        shutil.rmtree(workshop, ignore_errors=True)
        raise AnnotatorError(f"The corpus could not be copied to {target}: {reason(error)}.") from error
    return True


def _copy(source: Path, target: Path) -> None:
    """Copies all files below a folder, and has them on disk."""
    target.mkdir()
    for folder, folders, names in os.walk(source):
        place = target / Path(folder).relative_to(source)
        for name in folders:
            (place / name).mkdir()
        for name in names:
            with (place / name).open("xb") as file:
                file.write(Path(folder, name).read_bytes())
                file.flush()
                os.fsync(file.fileno())
        atomic.sync_folder(place)
