"""Sessions that have been left: each is kept until all that was done in it is on disk.

No Textual in here. What could not be written stays in memory, goes on being tried, and is what its document is opened
with again.
"""

from __future__ import annotations

from threading import Thread

from annotator.storage.session import Session


class Left:
    """Used from one thread; ``unsaved_of`` may run in another."""

    def __init__(self) -> None:
        self._closing: dict[str, tuple[Session, Thread]] = {}
        self._asked_for = ""

    def leave(self, session: Session) -> None:
        """Saves and closes a session in a thread; one that cannot be saved is kept open here."""
        if self._asked_for == session.document.id:
            self._asked_for = ""
        # A disk that does not answer must not keep the program from ending: the thread is a daemon.
        closing = Thread(target=self._close, args=(session,), name=f"close {session.document.id}", daemon=True)
        self._closing[session.document.id] = session, closing
        closing.start()

    def unsaved_of(self, document_id: str) -> Session | None:
        """The session on a document that was left and could not be saved; waits for one that is being saved."""
        self._asked_for = document_id
        found = self._closing.get(document_id)
        if found is not None:
            found[1].join()
        kept = self._closing.get(document_id)
        return kept[0] if kept is not None else None

    def wait_for(self, document_id: str) -> None:
        """Waits until the session on a document that was left is closed, or could not be saved."""
        found = self._closing.get(document_id)
        if found is not None:
            found[1].join()

    def take_back(self, session: Session) -> None:
        """Forgets a session that is open again."""
        self._closing.pop(session.document.id, None)

    def sessions(self) -> list[Session]:
        """Those whose edits are not all on disk yet, or could not be put there."""
        return [session for session, _ in tuple(self._closing.values())]

    def retry(self) -> None:
        """Tries again to save what could not be saved."""
        for session, closing in tuple(self._closing.values()):
            if session.document.id == self._asked_for:
                session.retry()  # it may be open again in a moment, and must not be closed before
            elif not closing.is_alive():
                self.leave(session)

    def _close(self, session: Session) -> None:
        session.save()
        if session.state != "failed":
            session.close()
            self._closing.pop(session.document.id, None)
