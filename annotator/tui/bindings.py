"""Bindings and palette entries, made from the registry of actions."""

from __future__ import annotations

from textual.binding import Binding, BindingType

from annotator.tui.actions import ACTIONS, Place


def bindings_for(place: Place, target: str = "") -> list[BindingType]:
    """The bindings of all actions of a place; ``target`` is who does them: "" the node itself, "screen", "app"."""
    prefix = f"{target}." if target else ""
    return [
        Binding(
            ",".join(action.keys),
            f"{prefix}do('{action.id}')",
            action.words,
            id=action.id,
            show=False,
            tooltip=action.help,
            priority=action.id == "quit",  # a dialog lets nothing else through
        )
        for action in ACTIONS
        if action.place == place and action.keys
    ]
