"""Coreference as in the shared task of CoNLL-2012 (Pradhan et al., "CoNLL-2012 shared task", 2012, section 5).

One token a line between "#begin document (name); part 000" and "#end document"; the fourth column has the token, the
last one the mentions that begin and end there, with the number of their entity: "(5", "(3)", "5)", several with "|".
What is open longest ends last where two of one entity are open. A part is a document; other columns are kept.
"""

from __future__ import annotations

from annotator.formats.conll2012_reading import read
from annotator.formats.conll2012_writing import write

__all__ = ["read", "write"]
