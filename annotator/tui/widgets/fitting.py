"""Making a line fit its width in cells."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size

from annotator.core.sentences import Part, Parts


def fitted(parts: Parts, width: int) -> Parts:
    """``parts`` in at most ``width`` cells: the longest ones give way first and end in "…"."""
    lengths = [cell_len(part.text) for part in parts]
    if sum(lengths) <= width:
        return parts
    cap = _cap(lengths, width)
    return tuple(
        part if length <= cap else Part(_cut(part.text, cap), part.style)
        for part, length in zip(parts, lengths, strict=True)
    )


def _cap(lengths: list[int], width: int) -> int:
    """The most cells that each part may have for all together to have ``width``."""
    left = width
    for place, length in enumerate(sorted(lengths)):
        share = left // (len(lengths) - place)
        if length > share:
            return share
        left -= length
    return width


def _cut(text: str, cells: int) -> str:
    """At most ``cells`` of ``text`` with "…" for the rest; a joining space at the end stays.

    What starts with "…" is the end of something, and goes on giving way at its start.
    """
    if cells < 3:
        return "…"[:cells]
    if text.startswith("…"):
        tail = set_cell_size(text[:0:-1], cells - 1).rstrip()[::-1]
        return "… " + tail.partition(" ")[2] if " " in tail.strip() else "…" + tail
    end = "… " if text.endswith(" ") else "…"
    return set_cell_size(text, cells - len(end)).rstrip() + end
