"""What a reader gives, proved before any of it is taken in: ids, texts, spans, references."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from annotator.core.errors import AnnotatorError
from annotator.core.ids import check_name, folded, is_record_id
from annotator.core.model import AnnotationSet, Claim, Document, Link, Mention, Record, Target
from annotator.core.records import Records
from annotator.formats.base import FormatError, Item
from annotator.storage.codec import dangling_references
from annotator.storage.metadata_file import metadata_text
from annotator.storage.paths import MOST_TEXT, is_document_id
from annotator.storage.problems import shown
from annotator.storage.toml_text import toml_block

_UNFIT = re.compile(r"[^\w .,'()&+@~=/-]+")
_NAME = re.compile(r"[^\w.-]+")


def valid_id(name: str) -> str:
    """A document id for what a source calls a document: the same where it may be one, else one like it."""
    if is_document_id(name):
        return name
    words = _UNFIT.sub("-", unicodedata.normalize("NFC", name))
    parts = [re.sub(r"^\W+", "", part)[:60].rstrip(" .-") for part in words.split("/")]
    made = "/".join(part for part in parts if part) or "document"
    return made if is_document_id(made) else "/".join(f"_{part}" for part in made.split("/"))


def valid_name(name: str) -> str:
    """An annotator's name for what a source calls one: the same where it may be one, else one like it."""
    try:
        return check_name(name, "annotator name")
    except AnnotatorError:
        made = _NAME.sub("-", unicodedata.normalize("NFC", name)).strip("-. _")[:60]
        return valid_name(made) if made and made != name else "annotator"


class Proof:
    """Proves items one by one, and at the end what they say of each other; notes what they need of the project.

    ``mapping`` gives labels, claim types and link types other names; ``annotator`` is whose the sets are that name
    nobody. FormatError, which names the document, for the first thing that is not sound.
    """

    def __init__(self, annotator: str, mapping: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.annotators: dict[str, None] = {}
        self.mapped: Counter[str] = Counter()
        self._annotator, self._mapping, self._say = annotator, mapping, say
        self._texts: dict[str, str] = {}
        self._by: dict[str, set[str]] = {}
        self._folded: dict[str, str] = {}
        self.far_ends: dict[Target, tuple[str, str]] = {}  # and the document and link that name each first
        self._names: dict[str, str] = {}

    def prove(self, item: Item) -> Item:
        """The item with the ids, names and types that the project shall have."""
        document = item.document
        given, document_id = document.id, valid_id(document.id)
        if given != document_id:
            self._say(f'{shown(given)} is no document id; the document is called "{document_id}".')
            document = replace(document, id=document_id)
        self._check_document(document, given)
        sets = tuple(self._prove_set(one, document, given) for one in item.sets)
        by = self._by.setdefault(document_id, set())
        for one in sets:
            if one.annotator in by:
                raise FormatError(document_id, None, f'There are two sets of annotations by "{one.annotator}" on it.')
            by.add(one.annotator)
        return Item(document, sets)

    def _check_document(self, document: Document, given: str) -> None:
        if document.id in self._texts:
            same = self._texts[document.id] == document.sha256
            if not same:
                raise FormatError(document.id, None, "There are two documents of this name, with different texts.")
            return
        other = self._folded.setdefault(folded(document.id), document.id)
        if other != document.id:
            raise FormatError(
                document.id, None, f'There is also "{other}"; ids must differ in more than case, so rename one of them.'
            )
        if len(document.text) > MOST_TEXT or len(document.text.encode("utf-8", "surrogatepass")) > MOST_TEXT:
            raise FormatError(given, None, f"Its text is larger than {MOST_TEXT >> 20} MiB, the most there may be.")
        try:
            metadata_text(document.metadata).encode("utf-8")
        except (TypeError, ValueError) as error:
            raise FormatError(
                document.id, None, "Its metadata have what cannot be kept: null, or half a letter."
            ) from error
        self._texts[document.id] = document.sha256

    def _prove_set(self, annotations: AnnotationSet, document: Document, given: str) -> AnnotationSet:
        who = self._whose(annotations.annotator)
        self.annotators[who] = None
        mentions = [self._mention(one, document) for one in annotations.mentions.values()]
        claims = [self._claim(one, document) for one in annotations.claims.values()]
        links = [self._link(one, document.id, given) for one in annotations.links.values()]
        self._check_ids([*mentions, *claims, *links], document)
        proved = replace(
            annotations,
            document=document.id,
            annotator=who,
            text_sha256=document.sha256,
            mentions=Records((one.id, one) for one in mentions),
            claims=Records((one.id, one) for one in claims),
            links=Records((one.id, one) for one in links),
        )
        for _, _, sentence in dangling_references(proved):
            raise FormatError(document.id, None, sentence)
        return proved

    def _check_ids(self, records: list[Record], document: Document) -> None:
        seen: set[str] = set()
        for record in records:
            if record.id in seen:
                raise FormatError(document.id, None, f"Two of its records have the id {shown(record.id)}.")
            if not _can_be_kept(record):
                sentence = f"{shown(record.id)} has what cannot be kept: null, or half a letter (a lone surrogate)."
                raise FormatError(document.id, None, sentence)
            if not is_record_id(record.id):
                raise FormatError(document.id, None, f"{shown(record.id)} is no id of a record.")
            seen.add(record.id)

    def _whose(self, name: str) -> str:
        if not name:
            return self._annotator
        known = self._names.get(name)
        if known is None:
            known = self._names[name] = valid_name(name)
            if known != name:
                self._say(f'{shown(name)} cannot be an annotator\'s name; they are called "{known}".')
        return known

    def _type(self, name: str, document_id: str) -> str:
        if name in self._mapping:
            self.mapped[name] += 1
            name = self._mapping[name]
        if not name.strip():
            raise FormatError(document_id, None, "A record has no label or type.")
        return name

    def _mention(self, mention: Mention, document: Document) -> Mention:
        _check_spans(mention, document)
        label = self._type(mention.label, document.id)
        return mention if label == mention.label else replace(mention, label=label)

    def _claim(self, claim: Claim, document: Document) -> Claim:
        _check_spans(claim, document)
        kind = self._type(claim.type, document.id)
        return claim if kind == claim.type else replace(claim, type=kind)

    def _link(self, link: Link, document_id: str, given: str) -> Link:
        named = link.target.document
        target = Target(document_id if named == given else valid_id(named), link.target.id)
        if target.document != document_id:
            self.far_ends.setdefault(target, (document_id, link.id))
        kind = self._type(link.type, document_id)
        return replace(link, type=kind, target=target)


def _can_be_kept(record: Record) -> bool:
    """Whether all that a record says besides its place can be written to a file."""
    named = record.label if isinstance(record, Mention) else record.type
    if named.isascii() and not (record.note or record.attributes or record.extra):
        return True
    if any(not isinstance(value, str | int | float) for value in record.attributes.values()):
        return False
    try:
        toml_block({"named": named, "note": record.note, **record.attributes, **record.extra}).encode("utf-8")
    except (TypeError, ValueError):
        return False
    return True


def _check_spans(record: Mention | Claim, document: Document) -> None:
    earliest = 0
    if not record.spans:
        raise FormatError(document.id, None, f"{shown(record.id)} covers no text.")
    for span in record.spans:
        if span.start < earliest:
            sentence = f"The spans of {shown(record.id)} overlap, or are not in order."
            raise FormatError(document.id, None, sentence)
        earliest = span.end
    if earliest > len(document.text):
        sentence = f"{shown(record.id)} ends at {earliest}, and the text at {len(document.text)}."
        raise FormatError(document.id, None, sentence)
