"""Copies of the sample corpora, for people to try things on."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from annotator.core.errors import AnnotatorError
from annotator.storage.bundled import bundled, corpora


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
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".annotator-", dir=target.parent) as workshop:
            copy = Path(workshop) / "copy"
            shutil.copytree(bundled("corpora") / name, copy, copy_function=shutil.copyfile)
            if target.exists():
                target.rmdir()
            copy.replace(target)
    except OSError as error:
        raise AnnotatorError(f"The corpus could not be copied to {target}: {error.strerror}.") from error
    return True
