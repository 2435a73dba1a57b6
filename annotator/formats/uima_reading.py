"""Reads UIMA CAS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import Any, NamedTuple

from annotator.core.model import (
    AnnotationSet,
    AttributeValue,
    Claim,
    Document,
    Link,
    Mention,
    Metadata,
    Record,
    Span,
    Target,
)
from annotator.core.schema import LinkType
from annotator.formats.base import FormatError, Item, Reading, Source, make_document, make_set
from annotator.formats.ties import SAME_AS, tying_type
from annotator.formats.token_text import MOST_KEPT
from annotator.formats.tokens import keep_tokens
from annotator.formats.uima_files import CasFile, Loaded, cas_files, load
from annotator.formats.uima_types import (
    CLAIM,
    DEPENDENT,
    GOVERNOR,
    KEY,
    LABELS,
    MENTION,
    METADATA,
    OURS,
    OWN,
    SENTENCE,
    TOKEN,
    attribute_of,
    features_of,
    layer_of,
    short_name,
)


def read(source: Source, reading: Reading) -> Iterator[Item]:
    """Each document with the annotations of one annotator, or of all whose files stand in its folder."""
    left_out: Counter[str] = Counter()
    files = cas_files(source, reading.schema.curator)
    for _, group in groupby(files, key=lambda found: (found.document, not found.annotator)):
        document: Document | None = None
        sets: list[AnnotationSet] = []
        for found in group:
            loaded = load(found)
            own = _document(found, loaded.cas, reading.say)
            if document is not None and own.text != document.text:
                raise FormatError(
                    found.file.name, None, "Its text is not that of the file before, of the same document."
                )
            document = document or own
            records = _Records(document, loaded, found.file.name, reading, left_out).all()
            sets.append(make_set(document, records, found.annotator))
        if document is not None:
            yield Item(document, tuple(sets))
    for words, count in sorted(left_out.items()):
        reading.say(f"{count} {words}")


def _document(found: CasFile, cas: Any, say: Callable[[str], None]) -> Document:
    text = cas.sofa_string
    if not isinstance(text, str):
        raise FormatError(found.file.name, None, "There is no text in its first view.")
    tokens = _spans_of(cas, TOKEN)
    extra: dict[str, Any] = {}
    if tokens and all(one.end <= other.start for one, other in pairwise(tokens)):
        ends = {span.end for span in _spans_of(cas, SENTENCE)} & {token.end for token in tokens}
        extra = dict(keep_tokens(text, tokens, ends))
        if len(str(extra)) > MOST_KEPT:
            say(f"{found.file.name}: It has more tokens than can be kept, and they are left out.")
            extra = {}
    titles = [one.documentTitle for one in _select(cas, METADATA) if one.documentTitle]
    title = titles[0] if titles and titles[0] != found.document else ""
    return make_document(found.document, text, found.file.name, Metadata(title=title, extra=extra))


def _select(cas: Any, type_name: str) -> list[Any]:
    return list(cas.select(type_name)) if cas.typesystem.contains_type(type_name) else []


def _spans_of(cas: Any, type_name: str) -> list[Span]:
    length = len(cas.sofa_string)
    return sorted(Span(one.begin, one.end) for one in _select(cas, type_name) if 0 <= one.begin < one.end <= length)


class _Taken(NamedTuple):
    """A structure of the CAS, with the record that was made of it."""

    structure: Any
    record: Mention | Claim


class _Records:
    """The records of one CAS."""

    def __init__(self, document: Document, loaded: Loaded, name: str, reading: Reading, left_out: Counter[str]) -> None:
        self._document, self._cas, self._lines = document, loaded.cas, loaded.lines
        self._name, self._reading, self._left_out = name, reading, left_out
        self._ids: dict[int, str] = {}
        self._kinds: dict[str, str] = {}

    def all(self) -> list[Record]:
        """All of them; FormatError."""
        by_type: dict[str, list[Any]] = {}
        for structure in self._cas.select_all_annotations():
            by_type.setdefault(structure.type.name, []).append(structure)
        relations: list[Any] = []
        spans: list[Any] = []
        for type_name, structures in sorted(by_type.items()):
            match layer_of(structures[0].type):
                case "span":
                    spans += structures
                case "relation":
                    relations += structures
                case "none" if type_name not in (TOKEN, SENTENCE, METADATA, "uima.tcas.DocumentAnnotation"):
                    self._left_out[f"annotations of {type_name} have no place here, and are left out."] += len(
                        structures
                    )
        taken = self._take_mentions([one for one in spans if one.type.name != CLAIM])
        records: list[Record] = [one.record for one in taken]
        records += self._take_claims([one for one in spans if one.type.name == CLAIM])
        records += [claim for one in taken for claim in self._slots(one)]
        records += self._chains(taken)
        records += [link for one in relations for link in self._relation(one)]
        return records

    def _error(self, structure: Any, sentence: str) -> FormatError:
        return FormatError(self._name, self._lines.get(structure.xmiID), sentence)

    def _span(self, structure: Any) -> Span | None:
        start, end = structure.begin, structure.end
        if start is None or end is None or not 0 <= start <= end <= len(self._document.text):
            sentence = f"The offsets {start} to {end} are not in the text, which ends at {len(self._document.text)}."
            raise self._error(structure, sentence)
        if start == end:
            self._left_out["annotations that cover no text are left out."] += 1
            return None
        return Span(start, end)

    def _pieces(self, structures: Sequence[Any], of: str) -> Iterator[tuple[Any, tuple[Span, ...]]]:
        """Each structure with its spans: of our layers those with one id are the parts of one record."""
        joined: dict[str, list[Any]] = {}
        for structure in structures:
            said = structure.get("id") if structure.type.name == of else None
            joined.setdefault(said or f"\0{structure.xmiID}", []).append(structure)
        for parts in joined.values():
            spans = sorted(span for part in parts if (span := self._span(part)) is not None)
            unnumbered = len(parts) > 1 and None in [part.get("part") for part in parts]
            if unnumbered or any(one.end > other.start for one, other in pairwise(spans)):
                raise self._error(parts[0], f"The id {parts[0].get('id')!r} is there twice.")
            if spans:
                yield parts[0], tuple(spans)

    def _take_mentions(self, structures: Sequence[Any]) -> list[_Taken]:
        taken: list[_Taken] = []
        for structure, spans in self._pieces(structures, MENTION):
            said = _Said(structure)
            extra = (
                {} if structure.type.name in OURS else {KEY: {"layer": structure.type.name, "label": said.from_feature}}
            )
            mention = Mention(
                self._reading.new_id("mention"),
                said.label,
                spans,
                note=said.note,
                attributes=said.attributes,
                extra=extra,
            )
            self._ids[structure.xmiID] = mention.id
            self._kinds[mention.id] = "mentions"
            taken.append(_Taken(structure, mention))
        return taken

    def _take_claims(self, structures: Sequence[Any]) -> list[Claim]:
        claims: list[Claim] = []
        for structure, spans in self._pieces(structures, CLAIM):
            said = _Said(structure)
            arguments = self._arguments(structure.get("arguments"), structure)
            claim = Claim(
                self._reading.new_id("claim"), said.label, spans, arguments, note=said.note, attributes=said.attributes
            )
            self._ids[structure.xmiID] = claim.id
            self._kinds[claim.id] = "claims"
            claims.append(claim)
        return claims

    def _slots(self, taken: _Taken) -> Iterator[Claim]:
        """The claims that the slots of a mention make."""
        structure, mention = taken
        for name in features_of(structure.type):
            value = structure.get(name)
            if not _is_slots(value):
                continue
            arguments = self._arguments(value, structure)
            if arguments and isinstance(mention, Mention):
                extra = {KEY: {"mention": mention.id, "feature": name, "link": value.elements[0].type.name}}
                yield Claim(self._reading.new_id("claim"), mention.label, mention.spans, arguments, extra=extra)

    def _arguments(self, array: Any, owner: Any) -> dict[str, tuple[str, ...]]:
        filled: dict[str, list[str]] = {}
        for one in array.elements if array is not None and array.elements else ():
            target = one.get("target") if one is not None else None
            if target is None:
                raise self._error(owner, "One of its slots leads nowhere.")
            mention = self._ids.get(target.xmiID)
            if mention is None or self._kinds[mention] != "mentions":
                self._left_out["slots are left out, as what fills them is."] += 1
                continue
            filled.setdefault(one.get("role") or "argument", []).append(mention)
        return {role: tuple(ids) for role, ids in filled.items()}

    def _chains(self, taken: Sequence[_Taken]) -> Iterator[Link]:
        for structure, mention in taken:
            following = structure.get("next") if "next" in features_of(structure.type) else None
            if following is None:
                continue
            target = self._ids.get(following.xmiID)
            if target is None:
                raise self._error(structure, "What comes next in its chain is not in the view.")
            extra = {KEY: {"layer": structure.type.name, "label": "next"}}
            kind = tying_type(self._reading)
            end = Target(self._document.id, target)
            yield Link(self._reading.new_id("link"), kind, mention.id, end, extra=extra)

    def _relation(self, structure: Any) -> Iterator[Link]:
        ends = [structure.get(GOVERNOR), structure.get(DEPENDENT)]
        if None in ends:
            raise self._error(structure, "It is a relation without two ends.")
        ids = [self._ids.get(end.xmiID) for end in ends]
        if ids[0] is None or ids[1] is None or self._kinds[ids[0]] != self._kinds[ids[1]]:
            self._left_out["relations are left out, as their ends are."] += 1
            return
        said = _Said(structure)
        joins = self._kinds[ids[0]]
        extra = {} if structure.type.name in OURS else {KEY: {"layer": structure.type.name, "label": said.from_feature}}
        if said.label not in self._reading.schema.link_types:
            ties = said.label == SAME_AS
            kind = LinkType(said.label, "", "claims" if joins == "claims" else "mentions", ties, ties)
            self._reading.parts.link_types.setdefault(said.label, kind)
        target = Target(self._document.id, ids[1])
        yield Link(
            self._reading.new_id("link"),
            said.label,
            ids[0],
            target,
            note=said.note,
            attributes=said.attributes,
            extra=extra,
        )


class _Said:
    """What the features of a structure say: its label, the feature that has it, its note and its attributes."""

    def __init__(self, structure: Any) -> None:
        ours = structure.type.name in OURS
        features = features_of(structure.type)
        self.from_feature = next((name for name in LABELS if name in features), "")
        value = structure.get(self.from_feature) if self.from_feature else None
        self.label: str = value if isinstance(value, str) and value.strip() else short_name(structure.type.name)
        if self.label != value:
            self.from_feature = ""
        self.note: str = (structure.get("note") or "") if ours else ""
        self.attributes: dict[str, AttributeValue] = {}
        for name, feature in features.items():
            value = structure.get(feature.name)
            if name == self.from_feature or (ours and name in OWN) or not isinstance(value, str | int | float | bool):
                continue
            self.attributes[attribute_of(feature)] = value


def _is_slots(value: Any) -> bool:
    elements = getattr(value, "elements", None)
    if not isinstance(elements, list) or not elements or elements[0] is None:
        return False
    return hasattr(elements[0], "target")
