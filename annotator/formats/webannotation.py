"""W3C Web Annotations (https://www.w3.org/TR/annotation-model/) in JSON-LD: a page of them beside each text.

A mention is an annotation whose body tags it and whose target selects its words by position (code points) and by quote
with what is before and after; pieces of one mention are a Composite. A link is an annotation with the motivation
"linking", on the annotation that it starts from. Notes have the purpose "commenting", attributes are JSON with the
purpose "describing". Read are also annotations of other tools, where the text that they are on is among the files.
"""

from __future__ import annotations

from annotator.formats.webannotation_reading import read
from annotator.formats.webannotation_writing import write

__all__ = ["read", "write"]
