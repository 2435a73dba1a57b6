"""brat standoff: a folder of texts, each with a file of annotations beside it (https://brat.nlplab.org/standoff.html).

Text-bound annotations (T) are mentions, relations (R) links, and equivalences (*) ties. An event (E) is a claim: its
evidence is the trigger, and the trigger's mention fills the slot "trigger". An argument that is itself an event is
filled by that event's trigger. Attributes (A, M) and notes (#) are those of the records; normalisations (N), further
notes, and which event an argument means stand in the extra key ``brat`` of a record.
"""

from __future__ import annotations

from annotator.formats.brat_reading import read
from annotator.formats.brat_writing import write

__all__ = ["read", "write"]
