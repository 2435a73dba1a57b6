"""Everything the application can do, once: id, keys, words, help.

Bindings, the command palette, the key line at the bottom and the help screen are all read from here.
This module imports no Textual, so that a schema's keys can be checked against it from anywhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, TypeAlias

Place: TypeAlias = Literal["everywhere", "text", "annotate", "library", "conflicts", "review"]
"""Where an action can be done: on any screen, with the focus in the article, on one of the screens, or in the list of
what two documents say that stand beside each other."""

Moment: TypeAlias = Literal[
    "", "always", "plain", "selection", "mention", "claim", "linked", "panel", "library", "conflict", "ties", "review"
]
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
    "underscore": "_",
    "quotation_mark": '"',
    "at": "@",
    "colon": ":",
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


class Action(NamedTuple):
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

    @property
    def in_palette(self) -> bool:
        """Whether the command palette lists it: not what moves the caret, nor the palette itself."""
        return not self.id.startswith(("move.", "extend.", "palette"))

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
    extending = tuple(_with_shift(key) for key in keys if key not in CHARACTERS)
    return (
        Action(f"move.{name}", keys, words, f"Moves the caret to the {words}", "Move", "text"),
        Action(
            f"extend.{name}",
            extending,
            f"select to the {words}",
            f"Extends the selection to the {words}",
            "Select",
            "text",
        ),
    )


def _with_shift(key: str) -> str:
    """The key with shift, its modifiers in alphabetical order: a terminal framework knows no other."""
    *modifiers, last = key.split("+")
    return "+".join((*sorted((*modifiers, "shift")), last))


def _text(
    name: str, keys: str, words: str, says: str, group: str, moments: tuple[Moment, ...] = (), weight: int = 0
) -> Action:
    """An action for the article's text; ``keys`` are joined by commas."""
    return Action(name, tuple(keys.split(",")), words, says, group, "text", moments, weight)


def _any(
    name: str, keys: str, words: str, says: str, group: str, moments: tuple[Moment, ...] = (), weight: int = 0
) -> Action:
    """An action for the whole annotate screen."""
    return Action(name, tuple(keys.split(",")), words, says, group, "annotate", moments, weight)


def _conflict(name: str, keys: str, words: str, says: str, weight: int = 0) -> Action:
    """An action for the conflict that is shown; its keys hold only there, and labels may have them elsewhere."""
    return Action(name, tuple(keys.split(",")), words, says, "Compare", "conflicts", ("conflict",), weight)


def _review(name: str, keys: str, words: str, says: str, weight: int = 0) -> Action:
    """An action for the review screen; its keys hold only there, and labels may have them elsewhere."""
    return Action(name, tuple(keys.split(",")), words, says, "Review", "review", ("review",) if weight else (), weight)


def _all(name: str, keys: str, words: str, says: str, moments: tuple[Moment, ...] = (), weight: int = 0) -> Action:
    """An action for every screen."""
    return Action(name, tuple(keys.split(",")), words, says, "Screens", "everywhere", moments, weight)


_MOVEMENTS = (
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
)

_SELECTING = (
    _text("grow", "space", "grow", "Grows: word, phrase, sentence, paragraph", "Select", ("selection",), 40),
    _text("shrink", "backspace", "shrink", "Shrinks to what the selection grew from", "Select"),
    _text(
        "candidate.next", "tab", "next candidate", "Selects the next name or amount", "Select", ("plain", "mention"), 55
    ),
    _text("candidate.previous", "shift+tab", "previous candidate", "Selects the name or amount before", "Select"),
    _text("unselect", "escape", "unselect", "Clears selection, search and hints; stops long work", "Select"),
)

_ANNOTATING = (
    _text(
        "edit",
        "enter",
        "edit",
        "Edits the record here; accepts a suggestion",
        "Annotate",
        ("mention", "claim", "panel"),
        80,
    ),
    _any(
        "remove",
        "delete",
        "remove",
        "Removes the mention, claim or link here",
        "Annotate",
        ("mention", "claim", "panel"),
        78,
    ),
    _text(
        "claim",
        "c",
        "claim",
        "Makes a claim of the mentions in the sentence",
        "Annotate",
        ("plain", "selection", "mention"),
        70,
    ),
    _text(
        "label.everywhere",
        "asterisk",
        "all like this",
        "Labels the same words here, then everywhere",
        "Annotate",
        ("mention",),
        50,
    ),
    _any("unlink", "minus", "unlink", "Removes a link of what is here", "Annotate"),
    _any(
        "entity.split", "underscore", "take out", "Takes the mention out of its entity: cuts all its ties", "Annotate"
    ),
    _any("note", "semicolon", "note", "Writes a note on the record here", "Annotate", ("mention",), 30),
    _text(
        "ends.start-earlier", "less_than_sign", "start earlier", "Moves the mention's start back by a word", "Annotate"
    ),
    _text("ends.start-later", "comma", "start later", "Moves the mention's start on by a word", "Annotate"),
    _text(
        "ends.end-later",
        "greater_than_sign",
        "end later",
        "Moves the mention's end on by a word",
        "Annotate",
        ("mention",),
        28,
    ),
    _text("ends.end-earlier", "full_stop", "end earlier", "Moves the mention's end back by a word", "Annotate"),
    _text(
        "ends.add-part",
        "ampersand",
        "add part",
        "Adds the selection to the mention before it",
        "Annotate",
    ),
    _any(
        "undo",
        "ctrl+z,u",
        "undo",
        "Takes the last change back, also after a restart",
        "Annotate",
        ("plain", "mention", "claim"),
        65,
    ),
    _any("redo", "ctrl+y,U", "redo", "Makes the change again that was taken back", "Annotate"),
    _any("history", "ctrl+r", "history", "Tells who did what to the record here, and when", "Annotate"),
    _any("status", "ctrl+d", "status", "Sets the document to do, in progress or done", "Annotate", ("plain",), 15),
)

_GOING = (
    _text("mention.next", "right_square_bracket", "next mention", "Goes to the next mention", "Move"),
    _text("mention.previous", "left_square_bracket", "previous mention", "Goes to the previous mention", "Move"),
    _any("go", "g", "go", "Goes to the other end of a link", "Move", ("linked", "panel"), 86),
    _any("entity", "at", "its mentions", "Lists all mentions of the entity here, in all documents", "Move"),
    _any("timeline", "colon", "timeline", "Lists what is claimed of the same, by date", "Move", ("claim",), 27),
    _any("back", "ctrl+o", "back", "Goes back to where the last jump started", "Move"),
    _text("hints", "f", "jump", "Shows letters over the words; type one to go there", "Move", ("plain",), 25),
    _any("find", "slash", "find", "Finds words in the text", "Move", ("plain",), 35),
    _text("find.next", "n", "next match", "Goes to the next place found", "Move"),
    _text("find.previous", "N", "previous match", "Goes to the place found before", "Move"),
)

_OTHERS = (
    _any(
        "comment",
        "quotation_mark",
        "comment",
        "Comments on the record here, or shows what is said of it",
        "Others",
        ("mention",),
        26,
    ),
    _any("comments", "f7", "comments", "Lists all comments of the project; typing filters", "Others"),
    _any("corrections", "ctrl+k", "corrections", "Lists what the curator decided otherwise than you", "Others"),
    _any("queue.next", "ctrl+t", "next to do", "Opens the next document that you have to do", "Others", ("plain",), 24),
)

_SCREENS = (
    _any("panel.focus", "i", "panel", "Moves into the claims panel; esc comes back", "Screens", ("plain",), 69),
    _any("panel.toggle", "ctrl+b", "show or hide the panel", "Shows or hides the claims panel", "Screens"),
    _any("document.next", "ctrl+pagedown", "next document", "Opens the next document", "Screens"),
    _any("document.previous", "ctrl+pageup", "previous document", "Opens the previous document", "Screens"),
    _any("document.open", "ctrl+g", "open a document", "Lists the documents; typing filters them", "Screens"),
    _any("document.source", "ctrl+l", "open the source", "Opens the web address that the metadata gives", "Screens"),
    _any("document.anew", "ctrl+n", "open anew", "Reads the document's files again", "Screens"),
    _any("saved", "ctrl+s", "save", "All is saved at once; tries again after a failure", "Screens"),
    _all("library", "f1", "library", "Shows all documents with their status and counts", ("always",), 45),
    _all("annotate", "f2", "annotate", "Shows the article", ("library",), 45),
    _all("review", "f4", "review", "Settles what annotators disagree about here", ("library",), 42),
    _all("dashboard", "f5", "dashboard", "Shows how far everybody is, and how well they agree", ("library",), 41),
    _all("theme", "f9", "dark or light", "Changes between the dark and the light theme"),
    _all("palette", "ctrl+p", "commands", "Lists all that can be done; typing filters", ("always",), 20),
    _all("help", "question_mark", "help", "Shows all keys", ("always",), 90),
    _all("quit", "ctrl+q", "quit", "Leaves; everything is saved", ("library",), 85),
)

_COMPARING = (
    _any("compare", "f3", "compare", "Puts the document that disagrees beside this one", "Compare"),
    _any("compare.other", "f6", "other side", "Moves the keys to the document on the other side", "Compare"),
    _any("compare.with", "f8", "compare with", "Lists the documents to put beside this one", "Compare"),
    _conflict("conflict.next", "n", "next", "Goes to the next conflict", 80),
    _conflict("conflict.previous", "p", "back", "Goes to the conflict before", 75),
    _conflict("settle.contradicts", "exclamation_mark", "contradicts", "The two claims cannot both be true", 95),
    _conflict("settle.supersedes", "greater_than_sign", "supersedes", "The claim of the later article replaces", 85),
    _conflict("settle.same", "equals_sign", "same after all", "What differs is one and the same", 90),
    _conflict("settle.not-comparable", "minus", "not comparable", "They speak of different things", 88),
    _conflict("conflict.note", "semicolon", "note", "Writes a note on the decision, else on the claim", 65),
)

_TAKEN_BY = ("a,1", "b,2", "c,3", "d,4", "5", "6", "7", "8", "9")
"""The keys that take what an annotator says: of the first nine, in the order of their names."""

_REVIEWING = (
    *(
        _review(f"review.take-{n}", keys, f"take {'ABCDEFGHI'[n - 1]}", f"Takes what the {nth} annotator says")
        for n, keys, nth in zip(
            range(1, 10),
            _TAKEN_BY,
            ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"),
            strict=True,
        )
    ),
    _review("review.both", "plus", "both", "Takes every version, each once", 84),
    _review("review.neither", "0,delete", "neither", "Leaves it out, whoever marked it", 88),
    _review("review.own", "e", "edit", "Takes the row and edits it, or moves it to the selection", 82),
    _review("review.alike", "asterisk", "all like this", "Settles all that differ in the same way at once", 78),
    _review("review.next", "n", "next", "Goes to the next disagreement that is open", 94),
    _review("review.previous", "p", "back", "Goes to the disagreement before", 70),
    _review("review.unanimous", "equals_sign", "take what all say", "Takes all that nobody disagrees about", 74),
    _review("review.majority", "m", "majority", "Takes what more than half say, where three or more annotated", 60),
    _review("review.note", "semicolon", "note", "Writes why on the decision here; its annotators see it", 50),
    _review("review.undo", "ctrl+z,u", "undo", "Takes the last decision back", 66),
    _review("review.redo", "ctrl+y,U", "redo", "Makes it again"),
    _review("review.next-document", "ctrl+pagedown,ctrl+t", "next document", "Opens the next document to review", 40),
    _review("review.page-down", "pagedown", "page below", "Shows the page below"),
    _review("review.page-up", "pageup", "page above", "Shows the page above"),
    _review("review.saved", "ctrl+s", "save", "Tries again to save what could not be saved"),
)

ACTIONS: tuple[Action, ...] = (
    *_MOVEMENTS,
    *_SELECTING,
    *_ANNOTATING,
    *_GOING,
    *_COMPARING,
    *_OTHERS,
    *_REVIEWING,
    *_SCREENS,
)

BY_ID: Mapping[str, Action] = {action.id: action for action in ACTIONS}


def taken_keys() -> dict[str, str]:
    """The single characters that actions have, each with the action's words: no label may have them."""
    found: dict[str, str] = {}
    for action in ACTIONS:
        for key in action.keys if action.place not in ("conflicts", "review") else ():
            character = CHARACTERS.get(key, key)
            if len(character) == 1:
                found[character] = action.words
    return found


def groups() -> Iterator[tuple[str, tuple[Action, ...]]]:
    """The actions by group, in the order in which the help page shows them."""
    for group in dict.fromkeys(action.group for action in ACTIONS):
        yield group, tuple(action for action in ACTIONS if action.group == group)
