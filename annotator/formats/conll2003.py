"""Columns of tokens with a tag each, as in the shared task of CoNLL-2003 and all that followed it.

One token a line, its columns with a tab or a space between them, an empty line after each sentence. The last column
whose cells are all tags has the mentions; the tokens are in the first, or in the second where the first counts. A line
"-DOCSTART-" or "# newdoc" begins a document; comments and other columns are kept, and given back on export.
"""

from __future__ import annotations

from annotator.formats.conll2003_reading import read
from annotator.formats.conll2003_writing import write

__all__ = ["read", "write"]
