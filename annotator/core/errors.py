"""What can go wrong, said in sentences for the person at the keyboard."""

from __future__ import annotations


class AnnotatorError(Exception):
    """A refusal or a failure; ``str(error)`` is one sentence that says what is wrong and what to do."""


class SchemaError(AnnotatorError):
    """The schema contradicts itself, or an annotation does not fit it."""


class EditError(AnnotatorError):
    """An edit does not fit the annotation set that it is applied to."""
