"""Edits of what is kept aside, and of the text that a set is of, survive the history."""

from __future__ import annotations

from hypothesis import given, settings

from annotator.core.edits import AsideChange, Edit, RemarkChange, TextChange, apply
from annotator.core.model import AnnotationSet, Document
from annotator.core.records import Records
from annotator.storage.edit_data import edit_json, read_edit
from tests.storage.strategies import annotated


@given(annotated())
@settings(deadline=None)
def test_what_is_put_aside_or_said_comes_back_from_the_history_and_is_undone_exactly(
    pair: tuple[Document, AnnotationSet],
) -> None:
    _, annotations = pair
    edit = Edit(
        "re-anchor",
        (
            TextChange(annotations.text_sha256, "another"),
            *(AsideChange(aside, None) for aside in annotations.aside.values()),
            *(RemarkChange(remark, None) for remark in annotations.remarks.values()),
        ),
    )
    again = read_edit(edit_json(edit))
    assert again == edit
    after = apply(annotations, again)
    assert (after.text_sha256, after.aside, after.remarks) == ("another", Records(), Records())
    assert apply(after, again.inverse()) == annotations
    assert read_edit(edit_json(edit.inverse())) == edit.inverse()
