"""What the key line offers: the labels as coloured caps, then what can be done now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from annotator.core.display import one_line, shortened
from annotator.core.model import Why
from annotator.core.schema import Schema
from annotator.tui.actions import ACTIONS, Moment, shown
from annotator.tui.widgets.lines import Item


class Now(NamedTuple):
    """What is under the caret; ``nothing``: there is no document.

    ``aside`` is why the panel's row is kept aside, ``placing`` the words of a record that is being given a place.
    """

    selection: bool = False
    mention: bool = False
    claim: bool = False
    suggestion: str = ""
    linked: bool = False
    panel: bool = False
    read_only: bool = False
    nothing: bool = False
    aside: Why | Literal[""] = ""
    placing: str = ""

    @property
    def moments(self) -> frozenset[Moment]:
        """The moments of the registry that this is."""
        if self.nothing:
            return frozenset(("always", "library"))
        if self.panel:
            return frozenset(("panel",))
        found: set[Moment] = {"always"}
        if self.selection:
            found.add("selection")
        elif self.mention:
            found.add("mention")
        else:
            found.add("plain")
        if self.claim and not self.selection:
            found.add("claim")
        if self.linked and not self.selection:
            found.add("linked")
        return frozenset(found)


def key_items(schema: Schema, now: Now, keys: Mapping[str, str]) -> list[Item]:
    """The items for a moment. ``keys`` are the keys that the user gave to actions of their own, by id."""
    items: list[Item] = []
    if now.aside:
        return _settling(now)
    if now.placing:
        items.append(Item(((shown("enter"), "accent"), (f" place “{now.placing}” here", "plain")), 103, "edit"))
        items.append(Item((("esc", "accent"), (" leave it", "dim")), 102, "unselect"))
    elif now.suggestion:
        items.append(Item(((shown("enter"), "accent"), (f" label {now.suggestion}", "plain")), 95, "edit"))
    if not now.read_only:
        items += _labels(schema)
        items += _links(schema, now)
    for action in ACTIONS:
        if not now.moments & set(action.moments) or ((now.suggestion or now.placing) and action.id == "edit"):
            continue
        if now.read_only and action.group == "Annotate":
            continue
        key = shown(keys[action.id].split(",")[0]) if action.id in keys else action.shown_key
        items.append(Item(((key, "accent"), (f" {action.words}", "dim")), action.weight, action.id))
    if now.panel:
        items.append(Item((("esc", "accent"), (" back to the text", "plain")), 96, "panel.leave"))
    return items


_SETTLE: Mapping[Why, tuple[str, str]] = {
    "unanchored": ("give it its place", "remove for good"),
    "moved": ("it is right", "put it aside"),
    "collides": ("compare and choose", "keep the version here"),
}
"""What enter and delete do on a row of what is kept aside."""


def _settling(now: Now) -> list[Item]:
    found = [Item((("esc", "accent"), (" back to the text", "plain")), 96, "panel.leave")]
    if now.aside and not now.read_only:
        take, remove = _SETTLE[now.aside]
        found = [
            Item(((shown("enter"), "accent"), (f" {take}", "plain")), 98, "panel.enter"),
            Item(((shown("delete"), "accent"), (f" {remove}", "plain")), 97, "remove"),
            *found,
        ]
    return found


def _labels(schema: Schema) -> list[Item]:
    found = []
    for place, label in enumerate(label for label in schema.labels.values() if label.key):
        name = shortened(one_line(label.name), 16)
        pieces = ((f" {label.key} ", schema.colour_of(label.name)), (f" {name}", "plain"))
        found.append(Item(pieces, 100 - place if place < 9 else 50 - place, f"label:{label.name}"))
    return found


def _links(schema: Schema, now: Now) -> list[Item]:
    wanted = {"mentions": now.mention, "claims": now.claim, "documents": not now.mention and not now.claim}
    weights = {"mentions": 85, "claims": 85, "documents": 40}
    return [
        Item(
            ((link_type.key, "accent"), (f" {shortened(one_line(link_type.name), 16)}", "dim")),
            weights[link_type.joins],
            f"link:{link_type.name}",
        )
        for link_type in schema.link_types.values()
        if link_type.key and wanted[link_type.joins] and not now.selection
    ]
