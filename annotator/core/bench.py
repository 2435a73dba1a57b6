"""A document under review as it is worked on: its items with what is settled of them, kept up edit by edit."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.core.disagreements import Item, Review
from annotator.core.edits import Edit
from annotator.core.model import AnnotationSet, Mention, Record
from annotator.core.remarks import Decision, Version, decisions_of


class Bench:
    """The items of a review by place and by record. Mutable; an edit of the curator's set costs what it touches."""

    def __init__(self, review: Review, gold: AnnotationSet) -> None:
        self.document, self.annotators = review.document, review.annotators
        self.items: list[Item] = list(review.items)
        self.queue = [place for place, item in enumerate(self.items) if not item.is_unanimous]
        """The places of the disagreements, settled ones too."""
        self._place_of = {
            voice.record.id: place for place, item in enumerate(self.items) for voice in item.group.voices
        }
        self._decided: dict[str, list[Decision]] = {}
        for decision in decisions_of(gold):
            self._note(decision)

    def place_of(self, record_id: str) -> int | None:
        """The place of the item that has a record, whosever it is."""
        return self._place_of.get(record_id)

    def place_with(self, versions: Sequence[Version]) -> int | None:
        """The place of the item that has just these records, in whichever state."""
        place = self._place_of.get(versions[0].id) if versions else None
        if place is None:
            return None
        here = {voice.record.id for voice in self.items[place].group.voices}
        return place if here == {version.id for version in versions} else None

    def item_of(self, record_id: str) -> Item | None:
        """The item that has a record."""
        place = self._place_of.get(record_id)
        return self.items[place] if place is not None else None

    def open_places(self) -> list[int]:
        """The places of those that are still to be settled."""
        return [place for place in self.queue if self.items[place].decision is None]

    def decisions_about(self, item: Item) -> list[Decision]:
        """What has been decided about any of an item's records, in whichever state they were."""
        found = (one for voice in item.group.voices for one in self._decided.get(voice.record.id, ()))
        return list({one.id: one for one in found}.values())

    def take_over(self, edit: Edit) -> list[int]:
        """Takes over what an edit of the curator's set has decided; the places of the items it touched."""
        touched: dict[int, None] = {}
        for change in edit.remarks:
            if isinstance(change.before, Decision):
                self._forget(change.before)
            if isinstance(change.after, Decision):
                self._note(change.after)
            for side in (change.before, change.after):
                place = self.place_with(side.about) if isinstance(side, Decision) else None
                if place is not None:
                    touched[place] = None
        for place in touched:
            item = self.items[place]
            valid = [one for one in self.decisions_about(item) if frozenset(one.about) == frozenset(item.versions)]
            self.items[place] = item._replace(decision=valid[-1] if valid else None)
        return list(touched)

    def _note(self, decision: Decision) -> None:
        for version in decision.about:
            self._decided.setdefault(version.id, []).append(decision)

    def _forget(self, decision: Decision) -> None:
        for version in decision.about:
            left = [one for one in self._decided.get(version.id, ()) if one.id != decision.id]
            self._decided[version.id] = left


def counterpart(item: Item, record: Record, gold: AnnotationSet) -> str | None:
    """The curator's record that came of an annotator's; None where the item is not settled or nothing came of it."""
    results = [one for one in item.decision.results if gold.record(one) is not None] if item.decision else []
    if not results:
        return None
    same = next((one for one in results if _says(gold.record(one), record)), None)
    if same is not None:
        return same
    place = next((at for at, voice in enumerate(item.group.voices) if voice.record.id == record.id), 0)
    return results[min(place, len(results) - 1)]


def _says(one: Record | None, other: Record) -> bool:
    if isinstance(one, Mention) and isinstance(other, Mention):
        return (one.label, one.spans) == (other.label, other.spans)
    return False
