"""UIMA CAS as XMI or JSON with its type system, as INCEpTION and WebAnno write and read it, by ``dkpro-cassis``.

A span layer holds mentions, whose label is the feature "label" or "value", else the layer's name; its other features
are attributes. A layer with the features Governor and Dependent holds links from the one to the other, and what
"next" leads to is tied. Slots (an array of things with "role" and "target") make a claim beside the mention. What comes
from another tool's layer goes back to it; all else goes to layers of its own.
"""

from __future__ import annotations

from annotator.formats.uima_reading import read
from annotator.formats.uima_writing import write

__all__ = ["read", "write"]
