"""Who is to do what, and what was said, on the command line."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from annotator.core.model import Target
from annotator.core.saying import answer, comment, resolve
from annotator.core.threads import threads_of
from annotator.storage.comments import Comments
from annotator.storage.project import Project
from annotator.storage.session import Session, open_session
from tests.cli.shell import Shell
from tests.examples import NOW


def assign(demo: Path, lines: str) -> None:
    with (demo / "annotator.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[assignment]\n{lines}\n")


def test_a_project_that_gives_out_nothing_says_how_it_could(shell: Shell, demo: Path) -> None:
    assert "queue --help" in shell("queue", "-p", demo).out
    assert shell.json("queue", "-p", demo) == []
    shell("queue", "-p", demo, "--as", "ann-1").refuses("ann-1", "no [assignment]")


def test_queues_are_listed_with_how_far_everybody_is(shell: Shell, demo: Path) -> None:
    assign(demo, 'documents = { ann-1 = ["layoffs", "memo"], ann-2 = ["denial"] }')
    assert shell.json("queue", "-p", demo, "--as", "ann-1") == [
        {"annotator": "ann-1", "document": "layoffs", "status": "done"},
        {"annotator": "ann-1", "document": "memo", "status": "todo"},
    ]
    out = shell("queue", "-p", demo).out
    assert out.startswith("1 of 3 done.\n")
    assert "ann-2" in out
    shell("queue", "-p", demo, "--as", "ann-3").refuses("ann-3", "ann-1, ann-2")


def session_of(demo: Path, annotator: str, minutes: int = 0) -> Session:
    """A session whose clock stands at so many minutes after another's: what is said later stands later."""
    return open_session(
        Project.open(demo.absolute()), "memo", annotator, clock=lambda: NOW + dt.timedelta(minutes=minutes)
    )


def test_comments_are_listed_with_their_answers_whoever_wrote_them(shell: Shell, demo: Path) -> None:
    before = len(shell.json("comments", "-p", demo))
    first = session_of(demo, "ann-2")
    first.apply(comment(first, Target("memo"), "Who wrote this?"))
    first.close()
    (thread,) = threads_of(Comments(Project.open(demo.absolute())).of("memo", ["ann-2"]))
    second = session_of(demo, "ann-3", 1)
    second.apply(answer(second, thread, "The chief."))
    second.close()
    out = shell("comments", "memo", "-p", demo).out
    assert out.splitlines()[0] == "1 open, 0 settled."
    assert [line.partition(": ")[2] for line in out.splitlines()[3:]] == ["Who wrote this?", "The chief."]
    third = session_of(demo, "ann-1", 2)
    third.apply(resolve(third, thread))
    third.close()
    assert shell.json("comments", "memo", "-p", demo, "--open") == []
    (found,) = shell.json("comments", "memo", "-p", demo)
    assert (found["open"], [one["annotator"] for one in found["said"]]) == (False, ["ann-2", "ann-3", "ann-1"])
    assert len(shell.json("comments", "-p", demo)) == before + 1


def test_a_set_that_cannot_be_read_is_named_and_the_others_are_told(shell: Shell, demo: Path) -> None:
    session = session_of(demo, "ann-2")
    session.apply(comment(session, Target("memo"), "Said."))
    session.close()
    broken = demo / "annotations" / "ann-3" / "memo.toml"
    broken.parent.mkdir()
    broken.write_text("[[comments]]\n", encoding="utf-8")
    outcome = shell("comments", "memo", "-p", demo)
    assert "Said." in outcome.out
    assert outcome.status == 1
    assert "annotations/ann-3/memo.toml" in outcome.err
