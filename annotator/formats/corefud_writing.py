"""Writes CorefUD."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from udapi.core.document import Document as UdapiDocument

from annotator.core.display import one_line
from annotator.core.model import AnnotationSet, Document, Link, Mention, Span, Target
from annotator.formats.base import Dataset, Entities, Item, Lost, Output, Writing
from annotator.formats.corefud_lines import FIELDS
from annotator.formats.corefud_reading import SUFFIX, antecedent
from annotator.formats.corefud_words import BRIDGING, KEY, LABEL, PLAIN, SPLIT, escaped, gap_escaped, heard
from annotator.formats.lines import outputs
from annotator.formats.tokens import Tokens, kept_tokens, made_tokens


def write(dataset: Dataset, output: Output, writing: Writing) -> None:
    """A file for each document; one for each split where there are splits, and one where the target is a file."""
    entities = dataset.entities()
    ties = [name for name, kind in dataset.schema.link_types.items() if kind.ties and kind.joins == "mentions"]
    for file, items in outputs(dataset, output, SUFFIX):
        last = Last()
        for item in items:
            file.write(_Writer(item, entities, ties, writing, last).text().encode())


@dataclass(slots=True)
class Last:
    """The numbers of the last entity and sentence of a file, in which no two have one name."""

    entity: int = 0
    sentence: int = 0


@dataclass(slots=True)
class _Placed:
    """A mention with the tokens that it is made of, and the number of its sentence."""

    mention: Mention
    sentence: int
    tokens: tuple[int, ...]


@dataclass(slots=True)
class _Entity:
    """The mentions that are written of an entity, in reading order."""

    members: list[_Placed] = field(default_factory=list)
    made: Any = None

    @property
    def kind(self) -> str:
        """The label that most of them have, of several such the first."""
        return Counter(one.mention.label for one in self.members).most_common(1)[0][0]


class _Writer:
    """Writes one document."""

    def __init__(self, item: Item, entities: Entities, ties: Sequence[str], writing: Writing, last: Last) -> None:
        self._document: Document = item.document
        self._sets: tuple[AnnotationSet, ...] = item.sets
        self._numbers, self._ties, self._writing = entities, ties, writing
        self._tokens = self._tokens_of()
        self._entity_of: dict[str, _Entity] = {}
        self._made: dict[str, Any] = {}
        self._last = last

    def text(self) -> str:
        """The lines of the document."""
        if not self._tokens.spans:
            return self._wordless()
        made = UdapiDocument()
        nodes = self._make_nodes(made)
        for entity in self._entities():
            self._make_entity(made, entity, nodes)
        for one in self._sets:
            self._make_links(one.links.values())
        made.meta["global.Entity"] = FIELDS
        with heard() as warnings:
            text: str = made.to_conllu_string()
        for words in warnings:
            self._lose("what the library refuses", words)
        return text

    def _wordless(self) -> str:
        """A document without tokens: one sentence that is marked as empty, as the library has it."""
        if self._document.text:
            self._lose("document of white space", "its text is not kept")
        for one in self._sets:
            for mention in one.mentions.values():
                self._lose("mention of white space", self._words(mention))
        empty = "\t".join(("1", *"_____0__", "Empty=Yes"))
        self._last.sentence += 1
        return f"# newdoc id = {one_line(self._document.id)}\n# sent_id = {self._last.sentence}\n# text = \n{empty}\n\n"

    def _lose(self, kind: str, words: str) -> None:
        self._writing.leave_out(Lost(kind, self._document.id, words))

    def _words(self, mention: Mention) -> str:
        return f"{mention.label}: {self._document.quote(mention.spans)}"

    def _tokens_of(self) -> Tokens:
        """The tokens of the source; else such as end with every mention, in sentences that end within none."""
        kept = kept_tokens(self._document)
        if kept is not None and not any(_breaks(self._document.text[one.start : one.end]) for one in kept.spans):
            return kept
        mentions = [mention for one in self._sets for mention in one.mentions.values()]
        made = made_tokens(
            self._document.text, (edge for one in mentions for span in one.spans for edge in (span.start, span.end))
        )
        ends = [made.spans[count - 1].end for count in made.sentences[:-1]]
        starts = [made.spans[count].start for count in made.sentences[:-1]]  # each of the sentence after that end
        inner: set[int] = set()
        for mention in mentions:
            inner.update(range(bisect_right(ends, mention.start), bisect_left(starts, mention.end)))
        return made._replace(sentences=tuple(n for place, n in enumerate(made.sentences) if place not in inner))

    def _make_nodes(self, made: Any) -> list[Any]:
        text, spans = self._document.text, self._tokens.spans
        nodes: list[Any] = []
        for start, end in pairwise((0, *self._tokens.sentences)):
            root = made.create_bundle().create_tree()
            self._last.sentence += 1
            root.sent_id = str(self._last.sentence)
            if not start:
                root.newdoc = one_line(self._document.id)
            for place in range(start, end):
                span = spans[place]
                node = root.create_child(form=text[span.start : span.end])
                following = spans[place + 1].start if place + 1 < len(spans) else len(text)
                _tell_gaps(node, text[: span.start] if not place else "", text[span.end : following])
                if following == len(text) and text[span.end :] == " ":
                    node.misc["SpacesAfter"] = gap_escaped(" ")
                nodes.append(node)
        return nodes

    def _entities(self) -> list[_Entity]:
        """The entities of the mentions that can be written, by where they begin."""
        found: dict[object, _Entity] = {}
        mentions = [mention for one in self._sets for mention in one.mentions.values()]
        for mention in sorted(mentions, key=lambda one: (one.start, -one.end, one.id)):
            placed = self._placed(mention)
            if placed is None:
                continue
            number = self._numbers.number(Target(self._document.id, mention.id))
            entity = found.setdefault(mention.id if number is None else number, _Entity())
            if any(_confused(placed, other) for other in entity.members):
                self._lose("mention that crosses another of its entity", self._words(mention))
                continue
            entity.members.append(placed)
            self._entity_of[mention.id] = entity
        return [entity for entity in found.values() if entity.members]

    def _placed(self, mention: Mention) -> _Placed | None:
        ranges = [self._tokens.covering(span) for span in mention.spans]
        if None in ranges:
            self._lose("mention within a token", self._words(mention))
            return None
        tokens = tuple(sorted({place for pair in ranges if pair for place in range(*pair)}))
        sentences = {_sentence(self._tokens, place) for place in tokens}
        if len(sentences) > 1:
            self._lose("mention across sentences", self._words(mention))
            return None
        if _runs(self._tokens.spans, tokens) != [(span.start, span.end) for span in mention.spans]:
            self._lose("white space at the edge of a mention", self._words(mention))
        return _Placed(mention, sentences.pop(), tokens)

    def _make_entity(self, made: Any, entity: _Entity, nodes: Sequence[Any]) -> None:
        kind = entity.kind
        self._last.entity += 1
        entity.made = made.create_coref_entity(f"e{self._last.entity}", etype="" if kind == PLAIN else escaped(kind))
        for one in entity.members:
            words = [nodes[place] for place in one.tokens]
            head = min(_head(one.mention), len(words)) - 1
            mention = entity.made.create_mention(head=words[head], words=words)
            said = {**one.mention.attributes, **({LABEL: one.mention.label} if one.mention.label != kind else {})}
            mention.other = ",".join(
                escaped(name) if value is True else f"{escaped(name)}:{escaped(str(value))}"
                for name, value in said.items()
            )
            self._made[one.mention.id] = mention

    def _make_links(self, links: Iterable[Link]) -> None:
        parts: dict[int, list[tuple[Link, _Entity, _Entity]]] = {}
        for link in links:
            for name, value in link.attributes.items():
                self._lose("attribute of a link", f"{link.type}: {name} = {value}")
            ours, theirs = self._entity_of.get(link.source), self._entity_of.get(link.target.id)
            if link.type in self._ties:
                if link.type != self._ties[0]:
                    self._lose("which link type ties mentions", link.type)
                continue
            if ours is None or theirs is None or ours is theirs:
                self._lose("link that joins no two entities", link.type)
            elif link.type == SPLIT:
                parts.setdefault(id(ours), []).append((link, ours, theirs))
            else:
                self._bridge(link, ours, theirs)
        for split in parts.values():
            self._split(split)

    def _bridge(self, link: Link, ours: _Entity, theirs: _Entity) -> None:
        source = next(one.mention for one in ours.members if one.mention.id == link.source)
        self._made[source.id].bridging.append((theirs.made, "" if link.type == BRIDGING else escaped(link.type)))
        self._say_exact(link, source, theirs)

    def _split(self, split: Sequence[tuple[Link, _Entity, _Entity]]) -> None:
        ours = split[0][1]
        parts = list({id(theirs): theirs for _, _, theirs in split}.values())
        if len(parts) < 2:
            self._lose("split antecedent of one part", self._words(ours.members[0].mention))
            return
        ours.made.split_ante = [theirs.made for theirs in parts]
        for link, _, theirs in split:
            self._say_exact(link, ours.members[0].mention, theirs)

    def _say_exact(self, link: Link, source: Mention, theirs: _Entity) -> None:
        found = antecedent([one.mention for one in theirs.members], source)
        if found is None or found.id != link.target.id or source.id != link.source:
            self._lose("which mention of an entity a link joins", link.type)


def _breaks(form: str) -> bool:
    """Whether a token cannot stand in a column."""
    return any(character in form for character in "\t\n\r")


def _tell_gaps(node: Any, before: str, after: str) -> None:
    if before:
        node.misc["SpacesBefore"] = gap_escaped(before)
    if not after:
        node.misc["SpaceAfter"] = "No"
    elif after != " ":
        node.misc["SpacesAfter"] = gap_escaped(after)


def _head(mention: Mention) -> int:
    """The number of its head among its words."""
    said = mention.extra.get(KEY)
    head = said.get("head") if isinstance(said, Mapping) else None
    return head if isinstance(head, int) and head > 0 else 1


def _sentence(tokens: Tokens, place: int) -> int:
    return bisect_right(tokens.sentences, place)


def _runs(spans: Sequence[Span], tokens: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    last = -2
    for place in tokens:
        if place == last + 1:
            runs[-1] = (runs[-1][0], spans[place].end)
        else:
            runs.append((spans[place].start, spans[place].end))
        last = place
    return runs


def _confused(one: _Placed, other: _Placed) -> bool:
    """Whether two mentions of an entity cannot be told apart: brackets only bear its name."""
    apart = one.tokens[0] > other.tokens[-1] or other.tokens[0] > one.tokens[-1]
    if apart:
        return False
    whole = all(len(each.tokens) == each.tokens[-1] - each.tokens[0] + 1 for each in (one, other))
    inside = set(one.tokens) < set(other.tokens) or set(other.tokens) < set(one.tokens)
    return not (whole and inside)
