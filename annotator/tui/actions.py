"""Everything the application can do, once: id, keys, words, help.

Bindings, the command palette, the key line at the bottom and the help screen are all read from here.
This module imports no Textual, so that a schema's keys can be checked against it from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

Place: TypeAlias = Literal["everywhere", "text", "annotate", "library"]
"""Where an action can be done: on any screen, with the focus in the article, on one of the screens."""

Moment: TypeAlias = Literal["", "always", "plain", "selection", "mention", "claim", "suggestion", "library"]
"""When the key line offers it: what is under the caret, or nothing in particular."""

CHARACTERS: Mapping[str, str] = {
    "left_parenthesis": "(",
    "right_parenthesis": ")",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "asterisk": "*",
    "ampersand": "&",
    "slash": "/",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "comma": ",",
    "full_stop": ".",
    "semicolon": ";",
    "equals_sign": "=",
    "plus": "+",
    "exclamation_mark": "!",
    "minus": "-",
}
"""The characters behind the names that a terminal framework gives to keys."""

_SHOWN = {
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "space": "space",
    "backspace": "⌫",
    "delete": "del",
    "enter": "⏎",
    "escape": "esc",
    "tab": "⇥",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "home": "Home",
    "end": "End",
}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing to do. ``keys`` are Textual's key names, the first of them the one that is shown.

    ``moments`` say when the key line offers it, ``weight`` how long it stays there as the window narrows.
    """

    id: str
    keys: tuple[str, ...]
    words: str
    help: str
    group: str
    place: Place = "annotate"
    moments: tuple[Moment, ...] = ()
    weight: int = 0
    palette: bool = True

    @property
    def shown_key(self) -> str:
        """The first key as people know it: "ctrl+z", "⇥", "(" or empty."""
        return shown(self.keys[0]) if self.keys else ""


def shown(key: str) -> str:
    """A key's name as people know it."""
    *modifiers, last = key.split("+") if key != "+" else [key]
    last = CHARACTERS.get(last, _SHOWN.get(last, last.upper() if last[:1] == "f" and last[1:].isdigit() else last))
    return "+".join((*modifiers, last))


def _movement(name: str, keys: tuple[str, ...], words: str) -> tuple[Action, Action]:
    """A caret movement, and the same with shift, which extends the selection."""
    extending = tuple(f"shift+{key}" for key in keys if key not in CHARACTERS)
    return (
        Action(f"move.{name}", keys, words, f"Moves the caret to the {words}", "Move", "text", palette=False),
        Action(
            f"extend.{name}",
            extending,
            f"select to the {words}",
            f"Extends the selection to the {words}",
            "Select",
            "text",
            palette=False,
        ),
    )


ACTIONS: tuple[Action, ...] = (
    *_movement("next-word", ("right",), "next word"),
    *_movement("previous-word", ("left",), "previous word"),
    *_movement("next-character", ("alt+right",), "next character"),
    *_movement("previous-character", ("alt+left",), "previous character"),
    *_movement("line-up", ("up",), "line above"),
    *_movement("line-down", ("down",), "line below"),
    *_movement("line-start", ("home",), "start of the line"),
    *_movement("line-end", ("end",), "end of the line"),
    *_movement("page-up", ("pageup",), "page above"),
    *_movement("page-down", ("pagedown",), "page below"),
    *_movement("document-start", ("ctrl+home",), "start of the document"),
    *_movement("document-end", ("ctrl+end",), "end of the document"),
    *_movement("previous-sentence", ("left_parenthesis",), "previous sentence"),
    *_movement("next-sentence", ("right_parenthesis",), "next sentence"),
    *_movement("previous-paragraph", ("left_curly_bracket",), "previous paragraph"),
    *_movement("next-paragraph", ("right_curly_bracket",), "next paragraph"),
    Action(
        "grow",
        ("space",),
        "grow",
        "Grows the selection: word, phrase, sentence, paragraph",
        "Select",
        "text",
        ("plain", "selection"),
        40,
    ),
    Action("shrink", ("backspace",), "shrink", "Shrinks the selection to what it grew from", "Select", "text", (), 0),
    Action(
        "candidate.next",
        ("tab",),
        "next candidate",
        "Selects the next name, amount or suggestion",
        "Select",
        "text",
        ("plain", "mention"),
        55,
    ),
    Action(
        "candidate.previous",
        ("shift+tab",),
        "previous candidate",
        "Selects the one before",
        "Select",
        "text",
    ),
    Action("unselect", ("escape",), "unselect", "Clears the selection, hints and search marks", "Select", "text"),
    Action(
        "mention.next",
        ("right_square_bracket",),
        "next mention",
        "Goes to the next mention",
        "Move",
        "text",
    ),
    Action(
        "mention.previous",
        ("left_square_bracket",),
        "previous mention",
        "Goes to the previous mention",
        "Move",
        "text",
    ),
    Action(
        "edit",
        ("enter",),
        "edit",
        "Edits the mention, claim or link here; accepts the suggestion that is selected",
        "Annotate",
        "text",
        ("mention", "claim"),
        80,
    ),
    Action(
        "remove",
        ("delete",),
        "remove",
        "Removes the mention or claim here, or the row's record in the panel",
        "Annotate",
        "annotate",
        ("mention", "claim"),
        78,
    ),
    Action(
        "label.everywhere",
        ("asterisk",),
        "all like this",
        "Labels every other occurrence of these words in this document; pressed again, in all documents",
        "Annotate",
        "text",
        ("mention",),
        50,
    ),
    Action(
        "claim",
        ("c",),
        "claim",
        "Makes a claim from the selection or the sentence, its arguments filled in",
        "Annotate",
        "text",
        ("plain", "selection", "mention"),
        70,
    ),
    Action("unlink", ("minus",), "unlink", "Removes the link here; asks which where there are several", "Annotate"),
    Action(
        "note",
        ("semicolon",),
        "note",
        "Writes a note on the mention or claim here",
        "Annotate",
        "text",
        ("mention",),
        30,
    ),
    Action(
        "ends.start-earlier",
        ("less_than_sign",),
        "start earlier",
        "Moves the mention's start back by a word",
        "Annotate",
        "text",
        palette=True,
    ),
    Action(
        "ends.start-later",
        ("comma",),
        "start later",
        "Moves the mention's start on by a word",
        "Annotate",
        "text",
    ),
    Action(
        "ends.end-later",
        ("greater_than_sign",),
        "end later",
        "Moves the mention's end on by a word",
        "Annotate",
        "text",
        ("mention",),
        28,
    ),
    Action(
        "ends.end-earlier",
        ("full_stop",),
        "end earlier",
        "Moves the mention's end back by a word",
        "Annotate",
        "text",
    ),
    Action(
        "ends.add-part",
        ("ampersand",),
        "add part",
        "Adds the selection to the last mention as one more part of it: a mention with a gap",
        "Annotate",
        "text",
        ("selection",),
        20,
    ),
    Action(
        "status",
        ("ctrl+d",),
        "done",
        "Sets the document's status: to do, in progress, done",
        "Annotate",
        "annotate",
        ("plain",),
        15,
    ),
    Action(
        "go",
        ("g",),
        "go",
        "Goes to the other end of a link, in whichever document it is",
        "Move",
        "annotate",
        ("mention", "claim"),
        60,
    ),
    Action("back", ("ctrl+o",), "back", "Goes back to where the last jump started", "Move", "annotate"),
    Action(
        "hints",
        ("f",),
        "jump",
        "Shows letters over the mentions and words on screen; type one to go there",
        "Move",
        "text",
        ("plain",),
        25,
    ),
    Action("find", ("slash",), "find", "Finds words in the text", "Move", "annotate", ("plain",), 35),
    Action("find.next", ("n",), "next match", "Goes to the next place found", "Move", "text"),
    Action("find.previous", ("N",), "previous match", "Goes to the place found before", "Move", "text"),
    Action(
        "undo",
        ("ctrl+z", "u"),
        "undo",
        "Takes the last change back; unlimited, also across restarts",
        "Annotate",
        "annotate",
        ("plain", "mention", "claim"),
        65,
    ),
    Action("redo", ("ctrl+y", "U"), "redo", "Makes the change again that was taken back", "Annotate", "annotate"),
    Action(
        "panel.focus",
        ("i",),
        "panel",
        "Moves into the claims panel; esc comes back",
        "Screens",
        "annotate",
        ("plain",),
        69,
    ),
    Action(
        "panel.toggle", ("ctrl+b",), "show or hide the panel", "Shows or hides the claims panel", "Screens", "annotate"
    ),
    Action("document.next", ("ctrl+pagedown",), "next document", "Opens the next document", "Screens", "annotate"),
    Action(
        "document.previous", ("ctrl+pageup",), "previous document", "Opens the previous document", "Screens", "annotate"
    ),
    Action(
        "document.open",
        ("ctrl+g",),
        "open a document",
        "Lists the documents; typing filters them",
        "Screens",
        "annotate",
    ),
    Action(
        "saved",
        ("ctrl+s",),
        "save",
        "Everything is saved as it is done; this writes the file at once",
        "Screens",
        "annotate",
    ),
    Action(
        "library",
        ("f1",),
        "library",
        "Shows all documents with their status and counts",
        "Screens",
        "everywhere",
        ("always",),
        45,
    ),
    Action("annotate", ("f2",), "annotate", "Shows the article", "Screens", "everywhere", ("library",), 45),
    Action("theme", ("f9",), "dark or light", "Changes between the dark and the light theme", "Screens", "everywhere"),
    Action(
        "palette",
        ("ctrl+p",),
        "commands",
        "Lists everything that can be done; typing filters",
        "Screens",
        "everywhere",
        ("always",),
        20,
        palette=False,
    ),
    Action("help", ("question_mark",), "help", "Shows all keys", "Screens", "everywhere", ("always",), 90),
    Action("quit", ("ctrl+q",), "quit", "Leaves; everything is saved", "Screens", "everywhere", ("library",), 85),
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


def taken_keys() -> dict[str, str]:
    """The single characters that actions have, each with the action's words: no label may have them."""
    found: dict[str, str] = {}
    for action in ACTIONS:
        for key in action.keys:
            character = CHARACTERS.get(key, key)
            if len(character) == 1:
                found[character] = action.words
    return found


def groups() -> Iterator[tuple[str, tuple[Action, ...]]]:
    """The actions by group, in the order in which the help page shows them."""
    for group in dict.fromkeys(action.group for action in ACTIONS):
        yield group, tuple(action for action in ACTIONS if action.group == group)
