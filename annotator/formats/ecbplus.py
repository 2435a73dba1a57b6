"""ECB+ (Cybulska and Vossen, "Using a sledgehammer to crack a nut?", 2014): CAT XML, a file a document.

Tokens and sentences, markables on tokens as mentions, and coreference: INTRA_DOC_COREF within a document,
CROSS_DOC_COREF across all that are read at once, by its ``note``. What is coreferent is tied in reading order. The
markables without tokens, which stand for the instances, are kept with the document; other relations are links within
it. Spans of a mention that only white space divides are one again when they come back: the format knows tokens only.
"""

from __future__ import annotations

from annotator.formats.ecbplus_reading import read
from annotator.formats.ecbplus_writing import write

__all__ = ["read", "write"]
