"""Edits, undo, redo, saving, closing and crashes between any two writes, in any order: nothing acknowledged is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, get_args
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from annotator.core.model import AnnotationSet
from annotator.storage.session import Session
from tests.crashes.judging import failed_threads
from tests.crashes.scripts import ANNOTATOR, DOCUMENT, Act, Pure, new_project, reopened, take, the_document
from tests.crashes.tracing import workshop

WATCHED = ("open", "write", "fsync", "replace", "rename", "unlink", "mkdir", "chmod", "ftruncate")
acts = st.sampled_from([act for act in get_args(Act) if act != "rest"])


class DeadError(BaseException):
    """Stands for the end of the process."""


class Reaper:
    """Ends the program at the ``calls``-th call that changes a file: what is on disk then is copied to ``remains``."""

    def __init__(self, folder: Path, remains: Path, calls: int, *, torn: bool) -> None:
        self.folder, self.remains, self.left, self.torn = folder, remains, calls, torn
        self.is_done = self._is_copying = False

    def watch(self, name: str) -> Callable[..., Any]:
        """The function of the module ``os``, watched."""
        real = getattr(os, name)

        def call(*arguments: Any, **named: Any) -> Any:
            if self._is_copying or (name == "open" and not arguments[1] & (os.O_CREAT | os.O_WRONLY | os.O_RDWR)):
                return real(*arguments, **named)
            if self.is_done:
                raise DeadError
            self.left -= 1
            if self.left >= 0:
                return real(*arguments, **named)
            if name == "write" and self.torn:
                real(arguments[0], bytes(arguments[1])[: len(arguments[1]) // 2])
            self.reap()
            raise DeadError

        return call

    def reap(self) -> None:
        """Copies what is there, as a new process finds it."""
        self._is_copying = True
        shutil.copytree(self.folder, self.remains)
        self._is_copying, self.is_done = False, True

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While it watches."""
        with ExitStack() as stack:
            for name in WATCHED:
                stack.enter_context(mock.patch.object(os, name, self.watch(name)))
            stack.enter_context(failed_threads())
            yield


class Annotating(RuleBasedStateMachine):
    """A session beside an author without a store; ``since`` are the authors after each edit not yet acknowledged."""

    session: Session
    since: list[Pure]

    @initialize()
    def begin(self) -> None:
        """An empty project."""
        self.home = ExitStack()
        self.shop = self.home.enter_context(workshop())
        self.number = 0
        self.folder = self.shop / "0"
        new_project(self.folder)
        self.since = [Pure(AnnotationSet(DOCUMENT, ANNOTATOR, the_document().sha256))]
        self.session = reopened(self.folder)

    @rule(act=acts)
    def act(self, act: Act) -> None:
        """An edit, which the session and the author do alike."""
        author = self.since[-1].copy()
        if act in ("relabel", "remove") and not author.annotations.mentions:
            return
        take(author, act)
        take(self.session, act)
        self.since.append(author)
        assert self.session.annotations == author.annotations

    @rule()
    def flush(self) -> None:
        """All edits are acknowledged."""
        self.session.flush()
        assert self.session.state == "saved", self.session.failure
        del self.since[:-1]

    @rule()
    def close_and_reopen(self) -> None:
        """All edits are in the annotation file."""
        self.session.close()
        assert self.session.state == "saved", self.session.failure
        del self.since[:-1]
        self._reopen()

    @rule(calls=st.integers(0, 25), torn=st.booleans(), doing=st.lists(acts, max_size=3))
    def crash(self, calls: int, torn: bool, doing: list[Act]) -> None:
        """An end at some call while edits are saved and the document is closed."""
        self.number += 1
        remains = self.shop / str(self.number)
        reaper = Reaper(self.folder, remains, calls, torn=torn)
        with reaper.at_work(), suppress(DeadError):
            for act in doing:
                if reaper.is_done:  # the thread that writes has died, and the process with it
                    raise DeadError
                self.act(act)
                self.session.flush()
                if self.session.state == "saved" and not reaper.is_done:
                    del self.since[:-1]
            if not reaper.is_done:
                self.session.close()
        if not reaper.is_done:
            reaper.reap()
        self.folder = remains
        self._reopen()

    def _reopen(self) -> None:
        self.session = reopened(self.folder)
        assert self.session.read_only == ""
        same = [author for author in self.since if author.annotations == self.session.annotations]
        assert same, f"{len(self.session.annotations.mentions)} mentions: a state before the last acknowledged one"
        words = (self.session.can_undo, self.session.can_redo)
        alike = [author for author in same if author.words == words]
        assert alike, f"undo and redo offer {words}, and the edits {[author.words for author in same]}"
        self.since = [alike[-1]]

    def teardown(self) -> None:
        """Ends it."""
        if hasattr(self, "session"):
            self.session.close()
            self.home.close()


TestAnnotating = Annotating.TestCase
TestAnnotating.settings = settings(max_examples=25, stateful_step_count=12, deadline=None)
