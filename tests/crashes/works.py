"""All that writes files: scripts of a session, and what makes a project or leaves a note in it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from annotator.core.edits import added
from annotator.core.errors import AnnotatorError
from annotator.exchange.importing import Wanted, import_into
from annotator.storage.creation import create_project
from annotator.storage.folding import fold
from annotator.storage.history import read_history
from annotator.storage.project import Project
from annotator.storage.samples import copy_corpus
from annotator.storage.session import open_session
from tests.crashes.judging import Fault, judge
from tests.crashes.scripts import ANNOTATOR, DOCUMENT, SCRIPTS, TEXT, Acknowledge, Script, carry_out, mention, reopened

Go = Callable[[Acknowledge], None]


class Work(Protocol):
    """Something that writes files below a folder, and how to tell whether that went well."""

    @property
    def name(self) -> str: ...
    def prepare(self, folder: Path) -> None:
        """Makes the folder as it is before."""

    def begin(self, folder: Path) -> Go:
        """What needs no watching; gives the rest, which is watched and acknowledges its steps."""

    def judge(self, folder: Path, acknowledged: int) -> list[Fault]:
        """What is wrong with the folder after so many steps were acknowledged."""


@dataclass(frozen=True, slots=True)
class Scripted:
    """A session on a document; opening it is watched too."""

    script: Script

    @property
    def name(self) -> str:
        """That of the script."""
        return self.script.name

    def prepare(self, folder: Path) -> None:
        """Makes the folder as it is before."""
        self.script.prepare(folder)

    def begin(self, folder: Path) -> Go:
        """Opens, and takes the steps."""

        def go(acknowledge: Acknowledge) -> None:
            session = reopened(folder, snapshot_after=0.0 if self.script.resting else 3600.0)
            carry_out(session, self.script.acts, acknowledge)

        return go

    def judge(self, folder: Path, acknowledged: int) -> list[Fault]:
        """Any state from the acknowledged one on is right."""
        return judge(folder, self.script.states(), acknowledged)


@dataclass(frozen=True, slots=True)
class NewProject:
    """``annotator init`` with two texts: all of it or nothing, and to be had at the second attempt."""

    name: str = "a new project"

    def prepare(self, folder: Path) -> None:
        """Makes the texts."""
        folder.mkdir(parents=True)
        for name in ("one", "two"):
            (folder / f"{name}.txt").write_text(f"{name} {TEXT}", encoding="utf-8")

    def begin(self, folder: Path) -> Go:
        """Makes the project."""

        def go(acknowledge: Acknowledge) -> None:
            self._make(folder)
            acknowledge(1)

        return go

    def judge(self, folder: Path, acknowledged: int) -> list[Fault]:
        """There is no project, or all of it."""
        if not (folder / "project" / "annotator.toml").exists():
            if acknowledged:
                return [Fault("lost", "there is no project")]
            try:
                self._make(folder)
            except AnnotatorError as error:
                return [Fault("corrupt", f"it cannot be made again: {error}")]
        project = Project.open(folder / "project")
        for name in ("one", "two"):
            try:
                text = project.document(name).text
            except AnnotatorError as error:
                return [Fault("lost" if acknowledged else "corrupt", str(error))]
            if text != f"{name} {TEXT}":
                return [Fault("corrupt", f"the text of {name} is another")]
        return [Fault("corrupt", str(problem)) for problem in project.check()]

    def _make(self, folder: Path) -> None:
        create_project(folder / "project", [folder / "one.txt", folder / "two.txt"], "made")


@dataclass(frozen=True, slots=True)
class CopiedSample:
    """``annotator demo``: the copy of a sample is there whole, or not at all."""

    name: str = "a copied sample"
    corpus: str = "interim-chief"

    def prepare(self, folder: Path) -> None:
        """Makes the folder."""
        folder.mkdir(parents=True)

    def begin(self, folder: Path) -> Go:
        """Copies."""

        def go(acknowledge: Acknowledge) -> None:
            copy_corpus(self.corpus, folder / "project")
            acknowledge(1)

        return go

    def judge(self, folder: Path, acknowledged: int) -> list[Fault]:
        """There is no project, or all of it."""
        target = folder / "project"
        if not target.exists():
            if acknowledged:
                return [Fault("lost", "there is no copy")]
            copy_corpus(self.corpus, target)
        problems = list(Project.open(target).check())
        number = len(Project.open(target).document_ids())
        return [Fault("corrupt", f"{number} documents; {problems}")] if problems or number != 5 else []


@dataclass(frozen=True, slots=True)
class Note:
    """Who annotates here: the old name or the new one."""

    name: str = "the note of who annotates"

    def prepare(self, folder: Path) -> None:
        """A project in which somebody has annotated."""
        SCRIPTS["later edits"].prepare(folder)
        Project.open(folder).remember_annotator("ann-2")
        shutil.rmtree(folder / ".annotator")

    def begin(self, folder: Path) -> Go:
        """Notes two names, one after the other."""

        def go(acknowledge: Acknowledge) -> None:
            for number, name in enumerate(("ann-2", ANNOTATOR), 1):
                Project.open(folder).remember_annotator(name)
                acknowledge(number)

        return go

    def judge(self, folder: Path, acknowledged: int) -> list[Fault]:
        """A name from the acknowledged one on."""
        name = Project.open(folder).last_annotator()
        if name not in (None, "ann-2", ANNOTATOR)[acknowledged:]:
            return [Fault("lost", f"{name} is noted after step {acknowledged}")]
        return []


@dataclass(frozen=True, slots=True)
class Folding:
    """``annotator history --compact`` on a set that was closed: it stays as it is at each moment."""

    name: str = "old edits folded away"

    def prepare(self, folder: Path) -> None:
        """As a session has left it."""
        SCRIPTS["later edits"].prepare(folder)

    def begin(self, folder: Path) -> Go:
        """Folds all edits."""

        def go(acknowledge: Acknowledge) -> None:
            fold(Project.open(folder), ANNOTATOR, DOCUMENT)
            acknowledge(1)

        return go

    def judge(self, folder: Path, acknowledged: int) -> list[Fault]:
        """The set is what it was, and once it is done no edit is left in the history."""
        history = read_history(Project.open(folder).paths, ANNOTATOR, DOCUMENT)
        faults = judge(folder, SCRIPTS["later edits"].states()[:1], 0)
        if acknowledged and any(line.edit_json for line in history.lines):
            faults.append(Fault("lost", "the edits are still in the history"))
        return faults


BRAT = "T1\tPerson 0 5\tw0000\nT2\tCompany 6 11\tw0001\n"
"""Annotations as another tool has them; one of the labels is new to the schema."""


@dataclass(frozen=True, slots=True)
class Importing:
    """``annotator import``: what was there stays, and a second attempt brings what is still lacking."""

    name: str = "an import"

    def prepare(self, folder: Path) -> None:
        """A project that somebody has annotated, and what is to come."""
        SCRIPTS["later edits"].prepare(folder / "project")
        (folder / "source").mkdir()
        (folder / "source" / "one.txt").write_text(TEXT, encoding="utf-8")
        (folder / "source" / "one.ann").write_text(BRAT, encoding="utf-8")

    def begin(self, folder: Path) -> Go:
        """Imports."""

        def go(acknowledge: Acknowledge) -> None:
            self._import(folder)
            acknowledge(1)

        return go

    def judge(self, folder: Path, acknowledged: int) -> list[Fault]:
        """All files are sound; once it is done, or done again, what was imported is there, and once."""
        if not acknowledged:
            try:
                self._import(folder)
            except AnnotatorError as error:
                return [Fault("corrupt", f"it cannot be imported again: {error}")]
        project = Project.open(folder / "project")
        session = open_session(project, "one", ANNOTATOR)
        session.apply(added("label", [mention(2)]))  # whoever goes on mends the end of a history that was torn
        session.close()
        starts = [one.start for one in project.annotation_set(ANNOTATOR, session.document).mentions.values()]
        faults = [Fault("lost", f"of what was imported there is {starts}")] if starts != [0, 6, 12] else []
        return [*faults, *judge(folder / "project", SCRIPTS["later edits"].states()[:1], 0)]

    def _import(self, folder: Path) -> None:
        import_into(Project.open(folder / "project"), Wanted("brat", [folder / "source"], ANNOTATOR))


_ALL: list[Work] = [*map(Scripted, SCRIPTS.values()), NewProject(), CopiedSample(), Note(), Folding(), Importing()]
WORKS = {work.name: work for work in _ALL}
"""By name."""
