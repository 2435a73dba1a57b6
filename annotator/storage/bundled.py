"""Where the files that come with the program are: styles and sample corpora.

An installed wheel has them inside the package; a checkout has them beside it.
"""

from __future__ import annotations

from pathlib import Path

from annotator.core.errors import AnnotatorError

_PACKAGE = Path(__file__).parent.parent
DEMO = "interim-chief"
"""The corpus that ``annotator demo`` shows."""
DEMO_DOCUMENT = "layoffs"
"""The document that it opens with."""
DEMO_ANNOTATOR = "ann-1"
"""Who annotated the samples: a copy is opened in this name, so that the work is there to be seen."""


def bundled(folder: str) -> Path:
    """The folder "styles" or "corpora"; AnnotatorError where the installation lacks it."""
    for place in (_PACKAGE / folder, _PACKAGE.parent / folder):
        if place.is_dir():
            return place
    raise AnnotatorError(f'The folder "{folder}" is missing from this installation; install annotator again.')


def corpora() -> list[str]:
    """The names of the sample corpora."""
    return sorted(place.name for place in bundled("corpora").iterdir() if (place / "annotator.toml").is_file())
