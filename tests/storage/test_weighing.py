"""What would take a parser too long is told before one begins, and what people annotate never is too much."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import tomli

from annotator.core.edits import Edit, RecordChange
from annotator.core.errors import AnnotatorError, EditError
from annotator.core.model import AnnotationSet, Mention, Span
from annotator.core.records import Records
from annotator.core.schema import SaveAs
from annotator.storage import paths, plain_values, syntax, weighing
from annotator.storage.codec import decode_set, encode_set
from annotator.storage.edit_data import edit_json, read_edit
from annotator.storage.problems import FileError
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.examples import document

PATH = Path("annotations/ann-1/layoffs.toml")
SOURCE = document("[one, {two}] " * 30_000)
HEAD: dict[SaveAs, str] = {
    "toml": f'format = 1\ndocument = "{SOURCE.id}"\nannotator = "ann-1"\ntext-sha256 = "{SOURCE.sha256}"\n',
    "json": f'{{"format": 1, "document": "{SOURCE.id}", "annotator": "ann-1", "text-sha256": "{SOURCE.sha256}"',
}
PIECES: list[tuple[SaveAs, str, str]] = [
    ("toml", "x = [", "1,"),
    ("toml", "x = [", "{a=1},"),
    ("toml", "x = [", '"",'),
    ("toml", "x = [", "[],"),
    ("toml", 'x = "', "\\n"),
    ("toml", "x = '''a'''\nx = ['\"', ", "1, "),
    ("toml", 'x = """a\\""" """\nx = [', "1, "),
    ("toml", "", "#\n"),
    ("toml", "", "\n[[a]]"),
    ("toml", "\n[[mentions]]\nx = [", "1,"),
    ("json", ', "x": [', "{},"),
    ("json", ', "x": [', "[],"),
    ("json", ', "x": [', '{"a": 1},'),
]


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many characters each call of a parser was given."""
    given: list[int] = []

    def counted(loads: Callable[..., object]) -> Callable[..., object]:
        def count(text: str, **options: object) -> object:
            given.append(len(text))
            return loads(text, **options)

        return count

    for module, parser in ((syntax, tomli), (plain_values, json)):
        monkeypatch.setattr(module, parser.__name__, Parser(counted(parser.loads), parser))
    return given


class Parser:
    """A parser's module whose ``loads`` is another."""

    def __init__(self, loads: Callable[..., object], module: object) -> None:
        self.loads = loads
        self._module = module

    def __getattr__(self, name: str) -> object:
        return getattr(self._module, name)


def mentions(count: int, note: str = "") -> Records[Mention]:
    made = (Mention(f"m-{one}", "person", (Span(one, one + 9),), note=note) for one in range(count))
    return Records((one.id, one) for one in made)


def written(count: int, save_as: SaveAs, note: str = "") -> bytes:
    annotations = AnnotationSet(SOURCE.id, "ann-1", SOURCE.sha256, mentions=mentions(count, note))
    return encode_set(annotations, SOURCE, save_as)


@pytest.mark.parametrize(("save_as", "before", "piece"), PIECES)
def test_no_parser_is_given_what_it_would_work_on_for_long(
    save_as: SaveAs, before: str, piece: str, parsed: list[int]
) -> None:
    data = (HEAD[save_as] + before + piece * (16_000_000 // len(piece))).encode()
    with pytest.raises(FileError, match="more brackets, keys and values than can be read"):
        decode_set(data, save_as, SOURCE, "ann-1", PATH)
    assert sum(parsed) < 1_000


@pytest.mark.parametrize("save_as", ["toml", "json"])
def test_a_hundred_thousand_mentions_with_notes_are_not_too_much(save_as: SaveAs, parsed: list[int]) -> None:
    data = written(100_000, save_as, "a note, as long as they come: [see {there}]")
    if save_as == "json":
        assert not weighing.is_too_much(data.decode(), "json")
        return
    # Each record is read by itself, so that the size of the file does not count.
    few = written(25_000, "toml", "a note")
    assert weighing.is_too_much(few.decode(), "toml")
    assert len(decode_set(few, "toml", SOURCE, "ann-1", PATH).mentions) == 25_000
    assert max(parsed) < 1_000


def test_of_a_large_file_the_record_that_is_wrong_is_named_with_its_line() -> None:
    data = written(25_000, "toml", "a note").replace(b'"m-24000"\nlabel = "person"', b'"m-24000"\nlabel = 1')
    with pytest.raises(FileError, match='m-24000 has "1" as "label"') as refused:
        decode_set(data, "toml", SOURCE, "ann-1", PATH)
    assert refused.value.problems[0].line == data[: data.index(b"label = 1")].count(b"\n") + 1


@pytest.mark.parametrize("save_as", ["toml", "json"])
def test_signs_in_what_is_quoted_do_not_count(save_as: SaveAs) -> None:
    source = document("[{=,:}]\n" * 100_000)
    whole = Mention("m-1", "event", (Span(0, len(source.text)),))
    annotations = AnnotationSet(source.id, "ann-1", source.sha256, mentions=Records([("m-1", whole)]))
    assert decode_set(encode_set(annotations, source, save_as), save_as, source, "ann-1", PATH) == annotations


@pytest.mark.parametrize("save_as", ["toml", "json"])
def test_more_records_than_a_text_can_have_are_refused(save_as: SaveAs, monkeypatch: pytest.MonkeyPatch) -> None:
    data = written(1_000, save_as)
    monkeypatch.setattr("annotator.storage.codec.most_records", lambda _: 1_999)
    monkeypatch.setattr("annotator.storage.quick_toml.most_records", lambda _: 1_999)
    with pytest.raises(FileError, match="It has 2,000 records and spans, and no more than 1,999"):
        decode_set(data, save_as, SOURCE, "ann-1", PATH)


def test_what_could_not_be_read_again_is_not_written(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    source = project.document("layoffs")
    annotations = AnnotationSet(source.id, "ann-1", source.sha256, mentions=mentions(5))
    monkeypatch.setattr("annotator.storage.project.most_records", lambda _: 9)
    with pytest.raises(FileError, match="too large to be read again"):
        project.write(annotations, source)
    assert not project.set_files("ann-1", "layoffs")


def test_an_edit_that_would_make_the_history_too_long_is_not_called_saved(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(project, "layoffs", "ann-1", snapshot_after=1000)
    monkeypatch.setattr("annotator.storage.appender.MOST_HISTORY", 500)
    session.apply(edit(1))
    session.flush()
    assert not session.failure
    session.apply(edit(2))
    session.flush()
    assert "--compact" in session.failure
    assert project.paths.read(project.paths.history("ann-1", "layoffs"), paths.MOST_HISTORY).count(b"\n") == 1
    monkeypatch.undo()
    session.close()
    assert len(open_session(project, "layoffs", "ann-1").annotations.mentions) == 2


def edit(number: int) -> Edit:
    return Edit("label person", (RecordChange(None, Mention(f"m-{number}", "person", (Span(number, number + 1),))),))


def test_the_largest_edit_that_is_taken_can_be_read_again(project: Project) -> None:
    with pytest.raises(EditError, match="one step 150,000 at most"):
        open_session(project, "layoffs", "ann-1").apply(
            Edit("label person", (RecordChange(None, Mention("m-1", "person", (Span(0, 1),))),) * 150_001)
        )
    before = mentions(1_000, "a note: [one], {two}")
    changes = tuple(RecordChange(one, Mention(one.id, "event", one.spans, note="another")) for one in before.values())
    data = edit_json(Edit("relabel", changes)).decode()
    assert not weighing.is_too_much(data * (weighing.MOST_CHANGES // 1_000), "json", weighing.EDIT)
    with pytest.raises(AnnotatorError, match="more brackets, keys and values than an edit"):
        read_edit(b'{"action": "x", "changes": [' + b"[]," * 8_000_000 + b"1]}")
