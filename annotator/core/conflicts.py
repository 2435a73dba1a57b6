"""Conflicts: pairs of claims that speak of the same and say different things about it, kept as annotations change.

Two claims of one type are comparable when each of their ``same`` arguments corefers. A conflict is certain where all
of these are tied by links, and possible where one or more only have equal values, within one topic. They disagree when
a ``differ`` argument has, on both sides, values that can be compared and cannot both be true.

Two claims that share one and the same mention as a ``same`` argument never conflict: an author who says "200 in one
office and 50 in the other were laid off" does not contradict himself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Literal, NamedTuple, TypeAlias

from annotator.core.comparison import Value, compare_values, value_of_mention
from annotator.core.entities import Entities
from annotator.core.model import AnnotationSet, Claim, Document, Target
from annotator.core.schema import ClaimType, Schema

Grade: TypeAlias = Literal["certain", "possible"]
Pair: TypeAlias = tuple[Target, Target]
Said: TypeAlias = tuple[tuple[Target, Value], ...]
"""The mentions of an argument, each with its value."""

MOST_PARTNERS = 20
"""How many others are looked for to set against a claim: where thousands say two things, all pairs tell no more."""

AT_ONCE = 100
"""Of how many claims the entity may change in one edit for all to be compared at once; further ones wait."""

_MOST_VERDICTS = 200_000


class Conflict(NamedTuple):
    """Two claims that disagree, in the order of their documents and ids.

    ``differing`` names the arguments in which they do.
    """

    ours: Target
    theirs: Target
    type: str
    grade: Grade
    differing: tuple[str, ...]

    @property
    def pair(self) -> Pair:
        """The two claims."""
        return self.ours, self.theirs


class _Facts(NamedTuple):
    """A claim as it is compared: for each argument its mentions, each with its value.

    ``says`` is a number that claims share whose ``differ`` arguments are the same, by entity and by value.
    """

    target: Target
    claim: Claim
    topic: str
    arguments: Mapping[str, Said]
    says: int = 0


class Conflicts:
    """All conflicts of a set of annotated documents, kept up to date document by document.

    ``put`` takes the new state of a document's set and ``tied`` the mentions whose entity has changed; each costs as
    much as the claims that this touches. Where two entities of thousands become one, or one becomes two, most of their
    claims wait for ``catch_up``, and until then have the conflicts that they had.
    """

    def __init__(self, schema: Schema, entities: Entities) -> None:
        self.schema = schema
        self._entities = entities
        self._facts: dict[Target, _Facts] = {}
        self._claims_of: dict[Target, set[Target]] = defaultdict(set)
        self._buckets: dict[Hashable, dict[int, dict[Target, None]]] = {}
        self._sayings: dict[Hashable, int] = {}
        self._verdicts: dict[tuple[int, int], tuple[str, ...]] = {}
        self._filed: dict[Target, tuple[Hashable, ...]] = {}
        self._found: dict[Target, dict[Target, Conflict]] = {}
        self._changed: dict[str, set[str]] = defaultdict(set)
        self._waiting: dict[Target, None] = {}
        self._count = 0
        self._in_document: dict[str, dict[Target, None]] = {}
        self._in_order: dict[str, list[Conflict]] = {}
        self._changes = 0

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Conflict]:
        """All conflicts, certain ones first, then in the order of their documents and places.

        May be asked for in another thread. Sorted document by document, and those that have changed since alone: one
        sort of 300,000 keeps all threads waiting.
        """
        documents = sorted(self._in_document)
        for grade in ("certain", "possible"):
            for document in documents:
                for conflict in self._in_order_of(document):
                    if conflict.grade == grade:
                        yield conflict

    def _in_order_of(self, document: str) -> list[Conflict]:
        """The conflicts whose first claim is in a document."""
        found = self._in_order.get(document)
        if found is None:
            changes = self._changes
            claims = tuple(self._in_document.get(document, ()))
            partners = ((claim, tuple(self._found.get(claim, {}).values())) for claim in claims)
            found = self._sorted([one for claim, conflicts in partners for one in conflicts if one.ours == claim])
            if self._changes == changes:  # else a key may have changed what this thread has just read
                self._in_order[document] = found
        return found

    def __contains__(self, pair: object) -> bool:
        """Whether two claims, in the order of their documents and ids, are in conflict."""
        return isinstance(pair, tuple) and len(pair) == 2 and pair[1] in self._found.get(pair[0], {})

    def of(self, claim: Target) -> list[Conflict]:
        """The conflicts that a claim is part of, certain ones first. May be asked for in another thread."""
        return self._sorted(tuple(self._found.get(claim, {}).values()))

    def take_changed(self, document: str) -> set[str]:
        """The claims of a document whose conflicts have changed since this was asked last."""
        return self._changed.pop(document, set())

    def count(self, claim: Target) -> int:
        """How many conflicts a claim is part of."""
        return len(self._found.get(claim, ()))

    def in_document(self, document: str, claims: Iterable[str]) -> list[Conflict]:
        """The conflicts that these claims of a document are part of, each once, certain ones first."""
        found = {conflict.pair: conflict for claim in claims for conflict in self.of(Target(document, claim))}
        return self._sorted(found.values())

    def comparable(self, claim: Target) -> list[tuple[Target, Grade]]:
        """The claims that speak of the same, whether they agree or not, each with how certain that is."""
        facts = self._facts.get(claim)
        if facts is None:
            return []
        claim_type = self.schema.claim_types[facts.claim.type]
        buckets = (self._buckets[key] for key in self._filed.get(claim, ()))
        others = {other for bucket in buckets for group in bucket.values() for other in group}
        graded = (
            (other, self._comparable(claim_type, facts, self._facts[other])) for other in sorted(others - {claim})
        )
        return [(other, grade) for other, grade in graded if grade is not None]

    def put(self, document: Document, annotations: AnnotationSet, before: AnnotationSet | None) -> None:
        """The new state of a set, and the one that was known; only claims that are affected are compared again."""
        if before is None:
            changed = set(annotations.claims)
        else:
            changed = annotations.claims.changed_since(before.claims) | self._with_changed_mentions(annotations, before)
        for claim_id in changed:
            self._forget(Target(document.id, claim_id))
        for claim_id in changed:
            claim = annotations.claims.get(claim_id)
            if claim is not None and claim.type in self.schema.claim_types:
                self._learn(self._facts_of(document, annotations, claim))
        for claim_id in changed:
            self._compare(Target(document.id, claim_id))

    def tied(self, mentions: Iterable[Target]) -> None:
        """Mentions that belong to another entity than before: their claims are compared anew, or wait for it."""
        touched = {claim for mention in mentions for claim in self._claims_of.get(mention, ())}
        for claim in touched:
            self._unfile(claim)
        self._waiting |= dict.fromkeys(sorted(touched) if len(touched) <= AT_ONCE else touched)
        if len(self._waiting) <= AT_ONCE:
            self.catch_up(AT_ONCE)

    @property
    def is_behind(self) -> bool:
        """Whether claims wait to be compared anew."""
        return bool(self._waiting)

    def catch_up(self, most: int) -> bool:
        """Compares at most so many of the claims that wait; whether there were any."""
        turn = list(islice(self._waiting, most))
        facts = [self._facts[claim] for claim in turn]
        for claim in turn:
            self._forget(claim)
        for one in facts:
            self._learn(one)
        for claim in turn:
            self._compare(claim)
        return bool(turn)

    def _with_changed_mentions(self, annotations: AnnotationSet, before: AnnotationSet) -> set[str]:
        changed = annotations.mentions.changed_since(before.mentions)
        claims = (self._claims_of.get(Target(annotations.document, mention_id), ()) for mention_id in changed)
        return {claim.id for found in claims for claim in found}

    def _facts_of(self, document: Document, annotations: AnnotationSet, claim: Claim) -> _Facts:
        claim_type = self.schema.claim_types[claim.type]
        mentions = annotations.mentions
        arguments = {
            name: tuple(
                (Target(document.id, mention_id), value_of_mention(self.schema, document, mention))
                for mention_id in claim.arguments.get(name, ())
                if (mention := mentions.get(mention_id)) is not None
            )
            for name in (*claim_type.same, *claim_type.differ)
        }
        return _Facts(Target(document.id, claim.id), claim, document.topic, arguments)

    def _learn(self, facts: _Facts) -> None:
        claim_type = self.schema.claim_types[facts.claim.type]
        facts = facts._replace(says=self._saying(claim_type, facts))
        self._facts[facts.target] = facts
        self._in_document.setdefault(facts.target.document, {})[facts.target] = None
        for pairs in facts.arguments.values():
            for mention, _ in pairs:
                self._claims_of[mention].add(facts.target)
        keys = tuple(dict.fromkeys(self._keys(claim_type, facts)))
        self._filed[facts.target] = keys
        for key in keys:
            self._buckets.setdefault(key, {}).setdefault(facts.says, {})[facts.target] = None

    def _forget(self, claim: Target) -> None:
        self._unfile(claim)
        self._waiting.pop(claim, None)
        facts = self._facts.pop(claim, None)
        if facts is None:
            return
        for pairs in facts.arguments.values():
            for mention, _ in pairs:
                self._claims_of[mention].discard(claim)
        partners = self._found.pop(claim, {})
        self._count -= len(partners)
        self._changes += 1
        filed = self._in_document[claim.document]
        del filed[claim]
        if not filed:
            del self._in_document[claim.document]
        for conflict in partners.values():
            self._in_order.pop(conflict.ours.document, None)
        self._note(*partners, claim)
        for partner in partners:
            self._found[partner].pop(claim, None)

    def _unfile(self, claim: Target) -> None:
        """Takes a claim out of where others meet it."""
        for key in self._filed.pop(claim, ()):
            bucket, says = self._buckets[key], self._facts[claim].says
            group = bucket[says]
            group.pop(claim, None)
            if not group:
                del bucket[says]
                if not bucket:
                    del self._buckets[key]

    def _saying(self, claim_type: ClaimType, facts: _Facts) -> int:
        said = tuple(frozenset(map(self._said, facts.arguments[name])) for name in claim_type.differ)
        return self._sayings.setdefault((claim_type.name, said), len(self._sayings))

    def _said(self, said: tuple[Target, Value]) -> Hashable:
        """A mention's value, with its entity where it is tied: alone it can corefer with nothing else."""
        mention, value = said
        entity = self._entities.key(mention) if self._entities.size(mention) > 1 else None
        return entity, value.words if value.key is None else value.key

    def _keys(self, claim_type: ClaimType, facts: _Facts) -> Iterator[Hashable]:
        """Where claims that may be comparable meet: what the first ``same`` argument is, by link and by value."""
        if not claim_type.same or not claim_type.differ:
            return
        for mention, value in facts.arguments[claim_type.same[0]]:
            yield claim_type.name, "entity", self._entities.key(mention)
            if value.tells:
                yield claim_type.name, "value", facts.topic, value.compare_as, value.key

    def _compare(self, claim: Target) -> None:
        facts = self._facts.get(claim)
        if facts is None:
            return
        found = self._found.setdefault(claim, {})
        for other, differing in islice(self._disagreeing(facts), MOST_PARTNERS):
            if other not in found:
                self._pair(facts, self._facts[other], differing)

    def _disagreeing(self, facts: _Facts) -> Iterator[tuple[Target, tuple[str, ...]]]:
        """The claims that may be comparable and say something else, each with the arguments in which they do.

        The latest first: were it the earliest, these would be set against each that comes, thousands of times.
        """
        for key in self._filed[facts.target]:
            for says, others in reversed(self._buckets[key].items()):
                if says != facts.says and (differing := self._differing(facts, self._facts[next(iter(others))])):
                    yield from ((other, differing) for other in reversed(others))

    def _pair(self, one: _Facts, other: _Facts, differing: tuple[str, ...]) -> None:
        ours, theirs = (one, other) if one.target < other.target else (other, one)
        grade = self._comparable(self.schema.claim_types[ours.claim.type], ours, theirs)
        if grade is not None:
            conflict = Conflict(ours.target, theirs.target, ours.claim.type, grade, differing)
            self._count += 1
            self._changes += 1
            self._in_order.pop(ours.target.document, None)
            self._found.setdefault(ours.target, {})[theirs.target] = conflict
            self._found.setdefault(theirs.target, {})[ours.target] = conflict
            self._note(*conflict.pair)

    def _note(self, *claims: Target) -> None:
        for claim in claims:
            self._changed[claim.document].add(claim.id)

    def _differing(self, ours: _Facts, theirs: _Facts) -> tuple[str, ...]:
        """The arguments in which what the two say cannot both be true; the same for all that say the same."""
        pair = (ours.says, theirs.says)
        verdict = self._verdicts.get(pair)
        if verdict is None:
            differ = self.schema.claim_types[ours.claim.type].differ
            verdict = tuple(name for name in differ if self._differs(ours.arguments[name], theirs.arguments[name]))
            if len(self._verdicts) >= _MOST_VERDICTS:
                self._verdicts.clear()
            self._verdicts[pair] = self._verdicts[pair[::-1]] = verdict
        return verdict

    def _comparable(self, claim_type: ClaimType, ours: _Facts, theirs: _Facts) -> Grade | None:
        grade: Grade = "certain"
        for name in claim_type.same:
            corefer = equal = False
            for mention, value in ours.arguments[name]:
                for other, its_value in theirs.arguments[name]:
                    if mention == other:
                        return None
                    corefer = corefer or self._entities.same(mention, other)
                    equal = equal or (not corefer and _equal(value, its_value))
            if corefer:
                continue
            if not equal or ours.topic != theirs.topic:
                return None
            grade = "possible"
        return grade

    def _differs(self, ours: Said, theirs: Said) -> bool:
        """Whether no pair corefers or may be equal, and at least one cannot both be true."""
        differs = False
        for (mention, value), (other, its_value) in product(ours, theirs):
            if self._entities.same(mention, other):
                return False
            comparison = compare_values(value, its_value)
            if comparison in ("same", "overlaps"):
                return False
            differs = differs or comparison == "differs"
        return differs

    def _sorted(self, found: Collection[Conflict]) -> list[Conflict]:
        """Certain ones first, then by document and place; without those of which a claim went meanwhile."""
        known = {one: facts for conflict in found for one in conflict.pair if (facts := self._facts.get(one))}
        return sorted((one for one in found if {*one.pair} <= known.keys()), key=lambda one: _order(one, known))


def _order(conflict: Conflict, known: Mapping[Target, _Facts]) -> tuple[object, ...]:
    ours, theirs = known[conflict.ours], known[conflict.theirs]
    return (
        conflict.grade,
        ours.target.document,
        ours.claim.start,
        theirs.target.document,
        theirs.claim.start,
        ours.target.id,
        theirs.target.id,
    )


def _equal(ours: Value, theirs: Value) -> bool:
    return ours.tells and ours.compare_as == theirs.compare_as and ours.key == theirs.key
