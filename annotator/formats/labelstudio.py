"""Label Studio's JSON: tasks with annotations of regions and relations (https://labelstud.io/guide/export).

A region with several labels is a mention for each; choices and the like on a region are its attributes. Whose an
annotation is tells ``completed_by``, and a key of our own, ``annotator``. Offsets count code points, as newer versions
have them; older exports count UTF-16, which the regions' own words tell.
"""

from __future__ import annotations

from annotator.formats.labelstudio_reading import read
from annotator.formats.labelstudio_writing import write

__all__ = ["read", "write"]
