"""CorefUD: coreference in CoNLL-U (https://ufal.mff.cuni.cz/corefud, version 1.x), by the library ``udapi``.

A mention is of the kind of its entity; the mentions of an entity are tied, each to the one before. Bridging is a link
whose type is the relation, a split antecedent one of the type "split-antecedent". Of the words' own annotation only
the tokens and the ends of sentences are kept.
"""

from __future__ import annotations

from annotator.formats.corefud_reading import read
from annotator.formats.corefud_writing import write

__all__ = ["read", "write"]
