"""The DocBin for spaCy: spans where they are, nothing dropped unsaid, and training on it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import DocBin

from annotator.core.errors import AnnotatorError
from annotator.core.model import Mention, Metadata, Span
from annotator.formats import docbin
from annotator.formats.base import Item, make_document, make_set
from annotator.formats.tokens import keep_tokens
from tests.clients import checks
from tests.formats.examples import MEMO, both, marked, on_disk
from tests.formats.in_memory import Ears, MemoryOutput, dataset_of
from tests.formats.test_tokens import tokenised
from tests.storage.strategies import characters

OPTIONS = {"language": "en", "spans-key": "sc"}
VOCAB = spacy.blank("en").vocab
SPLITS = {"news/memo": "train", "news/denial": "dev"}


def written(*items: Item, ears: Ears | None = None, **about: Any) -> MemoryOutput:
    output = MemoryOutput()
    docbin.write(dataset_of(items or both(), **about), output, (ears or Ears()).writing(**OPTIONS))
    return output


def docs_of(output: MemoryOutput, name: str = "docs.spacy") -> list[Any]:
    return list(DocBin().from_bytes(output.files[name]).get_docs(VOCAB))


def test_spans_cover_the_words_of_their_mentions_and_know_their_entity() -> None:
    denial, memo = docs_of(written())
    found = {span.id_: (span.text, span.label_, span.kb_id_) for span in memo.spans["sc"]}
    assert memo.text == MEMO
    assert found["m-cross"] == ("Droege 🙂 wrote", "event", "")
    assert found["m-person"] == ("Jason Droege", "person", "entity-0")
    assert [span.kb_id_ for span in denial.spans["sc"]] == ["entity-0", ""]


def test_entities_are_those_that_do_not_overlap_and_the_others_are_told() -> None:
    ears = Ears()
    memo = docs_of(written(ears=ears))[1]
    assert [entity.text for entity in memo.ents] == ["interim CEO Jason Droege", "200 people were laid off"]
    assert "4 are only in" in ears.said[0]


def test_a_mention_within_a_token_is_told_and_kept_apart() -> None:
    document = make_document("d", "Jason Droegemüller", "d.txt")
    ears = Ears()
    item = Item(document, (make_set(document, [marked("m-1", "person", document.text, "Droege")]),))
    (doc,) = docs_of(written(item, ears=ears))
    assert [lost.kind for lost in ears.lost] == ["misaligned mention"]
    assert "Droegemüller" in ears.lost[0].words
    assert [(span.text, span.id_) for span in doc.spans["misaligned"]] == [("Droegemüller", "m-1")]
    assert (list(doc.spans["sc"]), list(doc.ents)) == ([], [])


@given(tokenised())
def test_the_tokens_of_a_source_are_the_tokens_and_the_text_stays_as_it_is(source: tuple[str, Any, Any]) -> None:
    text, tokens, ends = source
    document = make_document("d", text, "d", Metadata(extra=keep_tokens(text, tokens, ends)))
    (doc,) = docs_of(written(Item(document, (make_set(document, ()),))))
    assert doc.text == text
    assert [(token.idx, token.idx + len(token)) for token in doc if not token.is_space] == [
        (token.start, token.end) for token in tokens
    ]


@settings(max_examples=40)
@given(st.text(characters, max_size=30), st.data())
def test_any_text_stays_as_it_is_and_every_mention_is_somewhere(text: str, data: st.DataObject) -> None:
    document = make_document("d", text, "d.txt")
    edges = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).filter(lambda pair: pair[0] < pair[1])
    pairs = data.draw(st.lists(edges, max_size=4)) if text else []
    mentions = [Mention(f"m-{place}", "person", (Span(*pair),)) for place, pair in enumerate(pairs)]
    ears = Ears()
    (doc,) = docs_of(written(Item(document, (make_set(document, mentions),)), ears=ears))
    assert doc.text == text
    kept = {span.id_: (span.start_char, span.end_char) for span in doc.spans["sc"]}
    apart = {span.id_ for span in doc.spans.get("misaligned", [])}
    assert kept == {one.id: (one.start, one.end) for one in mentions if one.id not in apart}
    assert len(apart) == len(ears.lost)


def test_a_large_split_is_a_folder_of_files(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docbin, "TEXT_IN_FILE", 1)
    output = written(splits=dict.fromkeys(SPLITS, "train"))
    assert list(output.files) == ["train/0001.spacy", "train/0002.spacy"]
    assert [doc.user_data["id"] for name in output.files for doc in docs_of(output, name)] == sorted(SPLITS)


def test_two_exports_are_the_same_bytes() -> None:
    assert written().files == written().files


def test_a_language_that_spacy_lacks_is_said_in_one_line() -> None:
    with pytest.raises(AnnotatorError, match='no language "tlh"'):
        docbin.write(dataset_of(both()), MemoryOutput(), Ears().writing(**{**OPTIONS, "language": "tlh"}))


def test_spacy_trains_two_epochs_on_an_exported_split(tmp_path: Path) -> None:
    if lacking := checks.missing("train"):
        pytest.skip(f"NOT TESTED WITH {lacking.upper()}: it is not installed")
    told = checks.run("train", on_disk(written(splits=SPLITS), tmp_path / "data"), tmp_path / "scratch")
    assert told["dev.spacy"]["entities"] == [["Droege", "person"], ["CEO", "role"]]
    assert told["train.spacy"]["spans"] == {"sc": 6}
    assert told["trained"] == {"epochs": ["0", "1"], "labels": ["event", "person"]}
