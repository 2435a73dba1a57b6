"""``annotator history``: who did what when."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.core.edits import added
from annotator.core.model import Mention, spans_of
from annotator.storage.project import Project
from annotator.storage.session import open_session
from tests.cli.shell import Shell
from tests.examples import NOW


@pytest.fixture
def worked(demo: Path) -> Path:
    """The sample, in which ann-3 has labelled a word, by a suggestion, and taken that back."""
    session = open_session(Project.open(demo), "memo", "ann-3", clock=lambda: NOW)
    start = session.document.text.index("\n\n") + 2
    session.apply(added("label", [Mention("m-new", "role", spans_of((start, start + 2)), "suggestion:names")]))
    session.undo()
    session.redo()
    session.close()
    return demo


class TestHistory:
    """``annotator history``."""

    def test_each_edit_is_one_line_with_time_annotator_and_words(self, shell: Shell, worked: Path) -> None:
        outcome = shell("history", "-p", worked)
        assert outcome.status == 0
        first, second, third = outcome.out.splitlines()
        assert first.endswith("as role, suggested by names")
        assert "  ann-3  labelled “" in first
        assert "  ann-3  undid: labelled “" in second
        assert "  ann-3  redid: labelled “" in third

    def test_the_history_of_a_mention_ends_with_what_it_is_and_its_origin(self, shell: Shell, worked: Path) -> None:
        outcome = shell("history", "memo", "--mention", "m-new", "-p", worked)
        assert outcome.out.splitlines()[-1].endswith("role in memo by ann-3; its origin is suggestion:names.")

    def test_the_json_has_every_change(self, shell: Shell, worked: Path) -> None:
        deeds = shell.json("history", "--as", "ann-3", "-p", worked)
        assert [deed["number"] for deed in deeds] == [1, 2, 3]
        assert (deeds[1]["undoes"], deeds[2]["redoes"]) == (1, 1)
        assert {(deed["annotator"], deed["document"], deed["time"]) for deed in deeds} == {
            ("ann-3", "memo", "2026-11-21T19:00:00Z")
        }
        assert deeds[0]["changes"][0]["after"]["origin"] == "suggestion:names"

    def test_without_a_history_it_says_so(self, shell: Shell, demo: Path) -> None:
        assert shell("history", "-p", demo).out == "Nothing has been done here yet.\n"
        assert shell.json("history", "-p", demo) == []
        assert shell("history", "memo", "-p", demo).status == 0

    def test_what_there_is_not_is_refused(self, shell: Shell, worked: Path) -> None:
        shell("history", "mmo", "-p", worked).refuses('There is no document "mmo"', "memo")
        shell("history", "--as", "ann-9", "-p", worked).refuses('Nobody named "ann-9"', "ann-3")
        shell("history", "--mention", "m-none", "-p", worked).refuses("m-none", "never was")

    def test_damage_is_told_and_what_is_before_it_is_shown(self, shell: Shell, worked: Path) -> None:
        path = worked / "history" / "ann-3" / "memo.jsonl"
        path.write_bytes(path.read_bytes().replace(b'"undoes"', b'"undies"'))
        outcome = shell("history", "-p", worked)
        assert (outcome.status, outcome.out.count("\n")) == (1, 1)
        assert outcome.err.startswith("annotator: history/ann-3/memo.jsonl:2: The line is damaged")
