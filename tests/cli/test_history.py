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


class TestCompact:
    """``annotator history --compact``."""

    def test_edits_are_folded_away_only_on_that_word(self, shell: Shell, worked: Path) -> None:
        path = worked / "history" / "ann-3" / "memo.jsonl"
        data = path.read_bytes()
        shell("history", "-p", worked)
        assert path.read_bytes() == data
        outcome = shell("history", "--compact", "-p", worked)
        gone = len(data) - path.stat().st_size
        assert (outcome.status, outcome.out) == (0, f"Folded 3 edits away: {gone} bytes less.\n")
        assert "3 edits until then, folded away" in shell("history", "-p", worked).out
        assert shell("check", "-p", worked).status == 0

    def test_only_edits_older_than_the_day_are_folded(self, shell: Shell, worked: Path) -> None:
        assert shell("history", "--compact", "--before", "2026-11-20", "-p", worked).out.startswith("Folded 0 edits")
        assert shell("history", "--compact", "--before", "2026-11-24", "-p", worked).out.startswith("Folded 3 edits")

    def test_what_is_being_annotated_is_named_and_left_as_it_is(self, shell: Shell, worked: Path) -> None:
        session = open_session(Project.open(worked), "memo", "ann-3")
        assert session.claim() == ""
        outcome = shell("history", "--compact", "-p", worked)
        session.close()
        assert (outcome.status, outcome.out) == (1, "Folded 0 edits away: 0 bytes less.\n")
        assert "history/ann-3/memo.jsonl: Another session is annotating this document" in outcome.err

    def test_what_does_not_go_together_is_wrong_usage(self, shell: Shell, worked: Path) -> None:
        shell("history", "--before", "2026-11-24", "-p", worked).refuses("--before goes with --compact", status=2)
        shell("history", "--compact", "--json", "-p", worked).refuses("--compact goes with", status=2)
        shell("history", "--compact", "--mention", "m-new", "-p", worked).refuses("--compact goes with", status=2)
        shell("history", "--compact", "--before", "never", "-p", worked).refuses("never", status=2)
        shell("history", "mmo", "--compact", "-p", worked).refuses('There is no document "mmo"')
