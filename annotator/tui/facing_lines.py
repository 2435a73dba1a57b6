"""What stands above and below the list of two documents: which conflict it is, or how many ties, and the keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.catalogue import Catalogue
from annotator.core.facing_rows import conflict_words
from annotator.core.sentences import short_name
from annotator.tui.actions import ACTIONS, shown
from annotator.tui.widgets.lines import Item

if TYPE_CHECKING:
    from annotator.core.queue import Queue

LEAVE, OTHER_SIDE = "compare.leave", "compare.other"


def conflict_head(catalogue: Catalogue, queue: Queue) -> list[Item]:
    """Which conflict of how many it is, what about, and how it is settled."""
    from annotator.core.settling import settlements

    conflict = queue.shown
    if conflict is None:
        return []
    settled = settlements(catalogue, conflict)
    items = [
        Item(((f"CONFLICT {queue.at + 1:,} of {len(queue.conflicts):,}", "warning"),), 90),
        Item(((conflict_words(conflict), "plain"),), 80),
    ]
    if not settled and conflict.pair not in (catalogue.conflicts or ()):
        items.append(Item((("no longer a conflict", "good"),), 70, right=True))
    if settled:
        items.append(Item(((f"settled: {' and '.join(settled)}", "good"),), 70, right=True))
    return items


def ties_head(here: str, there: str, count: int) -> list[Item]:
    """Which two documents stand beside each other, and how many ties they have."""
    said = f"{count} tie{'s' * (count != 1)}" if count else "nothing ties them yet"
    return [Item(((f"{short_name(here)} ↔ {short_name(there)}", "strong"),), 90), Item(((said, "dim"),), 80)]


def keys_for(moment: str) -> list[Item]:
    """The keys for the list: those of the registry for that moment, the other side, and back to the text."""
    items = [
        Item(((shown(action.keys[0]), "accent"), (f" {action.words}", "dim")), action.weight, action.id)
        for action in ACTIONS
        if moment in action.moments
    ]
    items.append(Item((("F6", "accent"), (" other side", "dim")), 60, OTHER_SIDE))
    items.append(Item((("esc", "accent"), (" to the text", "dim")), 70, LEAVE))
    return items
