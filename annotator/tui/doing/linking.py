"""Links across documents: making one through a picker, and going to the other end."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from typing import TYPE_CHECKING

from annotator.core import operations
from annotator.core.catalogue import Entry, FarEnd
from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError
from annotator.core.joining import refuse_link
from annotator.core.model import Claim, Link, Mention, Spans, Target
from annotator.core.schema import LinkType
from annotator.core.sentences import Part, Parts, in_context, link_mark, short_name, words_of
from annotator.core.validation import with_article
from annotator.tui.doing.desk import Actions, Desk, claims_here, mention_here

if TYPE_CHECKING:
    from annotator.core.ranking import Candidate
    from annotator.tui.screens.picker import Option

MOST_CANDIDATES = 2_000
"""How many candidates a picker lists; they are ranked, and nobody reads further."""


class Linking:
    """Links from what is under the caret, and jumps along them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._came_from: list[tuple[str, int]] = []
        self.actions: Actions = {"go": self.go, "back": self.back, "unlink": self.unlink}

    def link(self, type_name: str) -> None:
        """Lists what the mention or claim here may be linked to by that type, the likeliest first."""
        # With the picker: not needed for the first screen.
        from annotator.core.ranking import MOST_MENTIONS, link_candidates
        from annotator.tui.screens.picker import Picker

        workspace = self.desk.workspace
        if workspace.session.read_only:
            raise AnnotatorError(f"This document can only be read: {workspace.session.read_only}")
        link_type = workspace.schema.link_type(type_name)
        source_id = self._source(link_type)
        here = Target(workspace.document.id, source_id)
        partner = self.desk.partner(link_type, source_id)
        if partner is not None:
            self._add(link_type, source_id, partner)
            return
        found = link_candidates(workspace.catalogue, here, link_type)[:MOST_CANDIDATES]
        if not found:
            raise AnnotatorError(f"There is no other {link_type.joins[:-1]} yet that this could be linked to.")
        title = f"“{_short(self._words(here))}” · {type_name} …"
        options = [self._option(candidate) for candidate in found]

        def look_further(typed: str) -> list[Option]:
            """What typed words make likely in documents that the list does not reach. Asked in a thread."""
            ranked = link_candidates(workspace.catalogue, here, link_type, typed)
            return [self._option(candidate) for candidate in ranked[:MOST_CANDIDATES]]

        further = look_further if workspace.catalogue.tally.mentions > MOST_MENTIONS else None
        picker = Picker(title, options, look_further=further)
        self.desk.ask(picker, lambda key: self._add(link_type, source_id, _target(key)))

    def _source(self, link_type: LinkType) -> str:
        """The id of what a link of this type starts from here, empty for the document."""
        match link_type.joins:
            case "mentions":
                mention = mention_here(self.desk)
                if mention is None:
                    raise AnnotatorError(
                        f'"{link_type.name}" joins mentions: put the caret on one, or label this first.'
                    )
                return mention.id
            case "claims":
                claims = claims_here(self.desk)
                if not claims:
                    raise AnnotatorError(
                        f'"{link_type.name}" joins claims: put the caret in one, or press c to make one.'
                    )
                return claims[0].id
            case "documents":
                return ""

    def _pick(self, title: str, options: Sequence[Option], then: Callable[[int], None]) -> None:
        """Lists options whose keys are their numbers; ``then`` gets that of the one chosen."""
        from annotator.tui.screens.picker import Picker

        self.desk.ask(Picker(title, options), lambda key: then(int(key)))

    def _option(self, candidate: Candidate) -> Option:
        from annotator.tui.screens.picker import Option

        workspace = self.desk.workspace
        entry = workspace.catalogue.entry(candidate.target.document)
        schema = workspace.schema
        hue = schema.colour_of(candidate.kind) if candidate.kind in schema.labels else "dim"
        letter = schema.letter_of(candidate.kind) if candidate.kind in schema.labels else "·"
        return Option(
            _key(candidate.target),
            (Part(f"{letter} ", hue), Part(candidate.words, "strong")),
            context=_context(entry, candidate.spans, whole=candidate.kind in schema.claim_types),
            detail=short_name(candidate.target.document),
        )

    def _add(self, link_type: LinkType, source_id: str, target: Target) -> None:
        workspace, session = self.desk.workspace, self.desk.workspace.session
        link = Link(session.new_id("link"), link_type.name, source_id, target, "human", session.now())
        source = session.annotations.record(source_id) if source_id else None
        refuse_link(workspace.catalogue, workspace.document.id, link)
        edit = operations.add_link(
            session.annotations, workspace.schema, link, source, workspace.catalogue.record(target)
        )
        self.desk.workspace.apply(edit)
        said = f"Linked: {link_type.name} “{_short(self._words(target))}” in {short_name(target.document)}"
        labels = [one.label for one in (source, workspace.catalogue.record(target)) if isinstance(one, Mention)]
        if link_type.ties and len(set(labels)) > 1:
            first, second = (with_article(label) for label in labels)
            self.desk.say(f"{said}, though one is {first} and the other {second}; ctrl+z takes it back.", "warning")
        else:
            self.desk.say(f"{said}.", "good")

    def _words(self, target: Target) -> str:
        """A target in words: a claim by its arguments, all else by its quote."""
        catalogue = self.desk.workspace.catalogue
        entry, record = catalogue.entry(target.document), catalogue.record(target)
        if entry is not None and isinstance(record, Claim):
            from annotator.core.ranking import claim_words

            return claim_words(entry.document, entry.annotations, record)
        return catalogue.words(target) or target.document

    def go(self) -> None:
        """Goes to the other end of the link here, else of one of the document; asks which where there are several."""
        row = self.desk.panel.highlighted if self.desk.in_panel else None
        if row is not None and row.kind == "link" and row.target is not None:
            self.jump(row.target)
            return
        ends = self._ends() or self.desk.workspace.catalogue.far_ends(Target(self.desk.workspace.document.id))
        if not ends:
            self.desk.workspace.require_session()
            raise AnnotatorError("Nothing here is linked; = + ! link it.")
        if len(ends) == 1:
            self.jump(ends[0].target)
            return
        options = [self._end_option(number, far) for number, far in enumerate(ends)]
        self._pick("Go to", options, lambda number: self.jump(ends[number].target))

    def _ends(self) -> list[FarEnd]:
        """The links of what is under the caret; in the panel those of the row, or the one that it is about."""
        workspace = self.desk.workspace
        row = self.desk.panel.highlighted if self.desk.in_panel else None
        if row is not None and row.kind == "link" and row.record:
            return [far for far in self._of_row(row.home) if (far.home, far.link.id) == (row.home, row.record)]
        mention = mention_here(self.desk)
        here = [mention.id] if mention is not None else []
        here += [claim.id for claim in claims_here(self.desk)]
        found: dict[tuple[str, str], FarEnd] = {}
        for record_id in here:
            for far in workspace.catalogue.far_ends(Target(workspace.document.id, record_id)):
                found.setdefault((far.home, far.link.id), far)
        return list(found.values())

    def _of_row(self, home: str) -> list[FarEnd]:
        """The links that a set keeps, each seen from the document that is open."""
        workspace = self.desk.workspace
        entry, here = workspace.catalogue.entry(home), workspace.document.id
        links = entry.annotations.links.values() if entry is not None else ()
        return [
            FarEnd(link, home, link.target if home == here else Target(home, link.source), home == here)
            for link in links
            if here in (home, link.target.document)
        ]

    def is_linked(self) -> bool:
        """Whether there is a link to go along here."""
        return bool(self._ends())

    def _end_option(self, number: int, far: FarEnd) -> Option:
        from annotator.tui.screens.picker import Option

        workspace = self.desk.workspace
        entry = workspace.catalogue.entry(far.target.document)
        record = workspace.catalogue.record(far.target)
        spans = record.spans if isinstance(record, Mention | Claim) else ()
        words = self._words(far.target) if entry is not None else "not here yet"
        return Option(
            str(number),
            (Part(f"{link_mark(workspace.schema, far.link.type)} ", "link"), Part(_short(words), "strong")),
            context=_context(entry, spans, whole=isinstance(record, Claim)),
            detail=short_name(far.target.document),
        )

    def unlink(self) -> None:
        """Removes the link here; asks which where there are several."""
        ends = self._ends()
        if not ends:
            self.desk.workspace.require_session()
            raise AnnotatorError("Nothing here is linked.")
        if len(ends) == 1:
            self._remove(ends[0])
            return
        options = [self._end_option(number, far) for number, far in enumerate(ends)]
        self._pick("Remove which link?", options, lambda number: self._remove(ends[number]))

    def _remove(self, far: FarEnd) -> None:
        workspace = self.desk.workspace
        if far.home == workspace.document.id:
            workspace.apply(operations.remove(workspace.annotations, far.link))
            self.desk.say(self._removed(far))
        else:
            self.desk.work_through(self._remove_elsewhere(far))

    async def _remove_elsewhere(self, far: FarEnd) -> AsyncIterator[str]:
        """Removes a link that lives in another document, which is read for it."""
        removed = self._removed(far)
        yield f"Removing the link in {short_name(far.home)} …"
        await self.desk.workspace.edit_elsewhere(
            far.home, lambda session: operations.remove(session.annotations, far.link)
        )
        self.desk.others_changed()
        yield removed

    def _removed(self, far: FarEnd) -> str:
        return f"Removed the link {far.link.type} to “{_short(self._words(far.target))}”."

    def jump(self, target: Target) -> None:
        """Goes to a record of any document, and remembers from where."""
        workspace = self.desk.workspace
        if target.document not in workspace.document_ids:
            raise AnnotatorError(f'The document "{target.document}" is not in this folder; the link is kept.')
        self._came_from.append((workspace.document.id, self.desk.page.caret))
        self.desk.open_document(target.document, target.id)

    def back(self) -> None:
        """Goes back to where the last jump started."""
        if not self._came_from:
            raise AnnotatorError("There is no jump to go back from.")
        document_id, caret = self._came_from.pop()
        self.desk.open_document(document_id, caret=caret)


def _key(target: Target) -> str:
    return f"{target.document}\0{target.id}"


def _target(key: str) -> Target:
    document_id, _, record_id = key.partition("\0")
    return Target(document_id, record_id)


def _context(entry: Entry | None, spans: Spans, *, whole: bool) -> Parts:
    """Where a record stands: a claim's evidence as it is, a mention's words strong among their neighbours.

    Of a document, which has no place, its source and date.
    """
    if entry is None:
        return ()
    if not spans:
        origin = entry.document.metadata.source, entry.document.metadata.date
        return (Part(" · ".join(one_line(str(part)) for part in origin if part), "dim"),)
    return (Part(words_of(entry.document, spans), "dim"),) if whole else in_context(entry.document, spans)


def _short(words: str) -> str:
    return shortened(one_line(words), 40)
