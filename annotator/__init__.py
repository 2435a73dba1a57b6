"""annotator: annotate articles in a terminal, link them across documents, and see where they disagree."""

from __future__ import annotations

__version__ = "0.1.0"
