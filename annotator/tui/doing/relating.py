"""What a record has in other documents: the mentions of its entity, the claims about the same by date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from annotator.core.display import one_line, shortened
from annotator.core.errors import AnnotatorError
from annotator.core.model import Claim, Mention, Target
from annotator.core.sentences import Part, in_context, short_name, words_of
from annotator.tui.doing.desk import Actions, Desk, claims_here, mention_here
from annotator.tui.doing.linking import Linking

if TYPE_CHECKING:
    from annotator.core.timeline import Moment
    from annotator.tui.screens.picker import Option

LONGEST = 40


class Relating:
    """Lists that lead along entities and claims, and taking a mention out of its entity."""

    def __init__(self, desk: Desk, linking: Linking) -> None:
        self.desk = desk
        self._linking = linking
        self.actions: Actions = {
            "entity": self.list_mentions,
            "entity.split": self.take_out,
            "timeline": self.show_timeline,
        }

    def list_mentions(self) -> None:
        """Lists all mentions of the entity here, those of this document first; the one chosen is gone to."""
        from annotator.tui.screens.picker import MadeOptions, Picker

        catalogue, here = self.desk.workspace.catalogue, self._mention_of_row() or self._mention()
        members = sorted(catalogue.cluster(here), key=lambda one: (one.document != here.document, one))
        if len(members) == 1:
            self.desk.workspace.require_session()
            raise AnnotatorError("This mention is tied to no other; = ties it to one that is the same.")
        documents = len({member.document for member in members})
        where = f"{documents} documents" if documents > 1 else "this document"
        title = f"“{_short(catalogue.entity_name(here))}” · {len(members):,} mentions in {where}"
        options = MadeOptions(len(members), lambda place: self._member(place, members[place]), tall=True)
        self.desk.ask(Picker(title, options), lambda key: self._linking.jump(members[int(key)]))

    def take_out(self) -> None:
        """Takes the mention here out of its entity, by one edit of this set."""
        from annotator.core.splitting import parts_left, take_out

        workspace, here = self.desk.workspace, self._mention()
        if workspace.session.read_only:
            raise AnnotatorError(f"This document can only be read: {workspace.session.read_only}")
        mention, others = workspace.annotations.mentions[here.id], workspace.catalogue.cluster(here)
        workspace.apply(take_out(workspace.catalogue, workspace.document.id, mention, workspace.session))
        words = _short(workspace.document.quote(mention.spans))
        parts = parts_left(workspace.catalogue, here, others)
        left = f"; the {len(others) - 1} others are {parts} entities now" if parts > 1 else ""
        self.desk.say(f"“{words}” is an entity of its own{left}. ctrl+z ties it again.", "good")

    def show_timeline(self) -> None:
        """Lists the claims about what the claim here is about, in the order of their documents' dates."""
        from annotator.core.timeline import timeline
        from annotator.tui.screens.picker import Picker

        workspace = self.desk.workspace
        claims = claims_here(self.desk)
        if not claims:
            workspace.require_session()
            raise AnnotatorError("There is no claim here; c makes one of the mentions in the sentence.")
        if workspace.catalogue.is_comparing:
            raise AnnotatorError("One moment: the claims of all documents are still being compared.")
        found = timeline(workspace.catalogue, Target(workspace.document.id, claims[0].id))
        if len(found) < 2:
            raise AnnotatorError(f"No other {one_line(claims[0].type)} is about the same yet.")
        options = [self._moment(place, moment) for place, moment in enumerate(found)]
        against = sum(moment.disagrees for moment in found)
        said = f"{against or 'none'} disagree{'s' * (against == 1)}"
        title = f"{one_line(claims[0].type)} · {len(found)} claims about the same · {said}"
        self.desk.ask(Picker(title, options), lambda key: self._linking.jump(found[int(key)].claim))

    def _mention_of_row(self) -> Target | None:
        """The mention that the panel's row of an entity leads to, of whichever document."""
        row = self.desk.panel.highlighted if self.desk.in_panel else None
        target = row.target if row is not None and row.kind in ("entity", "link") else None
        is_mention = target is not None and isinstance(self.desk.workspace.catalogue.record(target), Mention)
        return target if is_mention else None

    def _mention(self) -> Target:
        mention = mention_here(self.desk)
        if mention is None:
            raise AnnotatorError("Put the caret on a mention first; [ and ] go to the next one.")
        return Target(self.desk.workspace.document.id, mention.id)

    def _member(self, place: int, member: Target) -> Option:
        from annotator.tui.screens.picker import Option

        workspace = self.desk.workspace
        entry, record = workspace.catalogue.entry(member.document), workspace.catalogue.record(member)
        name = short_name(member.document)
        if entry is None or not isinstance(record, Mention):
            return Option(str(place), (Part("pending: not here yet", "dim"),), detail=name)
        hue, letter = workspace.schema.colour_of(record.label), workspace.schema.letter_of(record.label)
        words = Part(words_of(entry.document, record.spans), "strong")
        return Option(str(place), (Part(f"{letter} ", hue), words), in_context(entry.document, record.spans), name)

    def _moment(self, place: int, moment: Moment) -> Option:
        """A claim with its date; the one asked about has a bullet, one that disagrees the sign of a conflict."""
        from annotator.tui.screens.picker import Option

        date = moment.date.isoformat() if moment.date is not None else "no date   "
        mark = "⚡" if moment.disagrees else "● " if moment.grade is None else "  "
        style = "warning" if moment.disagrees else "strong" if moment.grade is None else ""
        maybe = (Part("  possible", "dim"),) if moment.grade == "possible" else ()
        said = Part(shortened(one_line(moment.words), 80), style)
        catalogue = self.desk.workspace.catalogue
        entry, claim = catalogue.entry(moment.claim.document), catalogue.record(moment.claim)
        evidence = words_of(entry.document, claim.spans) if entry is not None and isinstance(claim, Claim) else ""
        context = (Part(evidence, "dim"),)
        parts = (Part(f"{date} ", "dim"), Part(f"{mark} ", style), said, *maybe)
        return Option(str(place), parts, context, short_name(moment.claim.document))


def _short(words: str) -> str:
    return shortened(one_line(words[: 2 * LONGEST]), LONGEST)
