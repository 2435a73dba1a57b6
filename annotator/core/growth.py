"""What a schema lacks for records that come in from elsewhere, and what it cannot take."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from annotator.core.model import NOTHING, AnnotationSet, Attributes, AttributeValue, Claim, Link
from annotator.core.schema import (
    COLOURS,
    Argument,
    AttributeType,
    ClaimType,
    Count,
    Joins,
    Label,
    LinkType,
    Schema,
)
from annotator.core.validation import COUNT_WORDS

Types: TypeAlias = dict[str, AttributeType]


class Growth(NamedTuple):
    """What is to be added to a schema: new entries, and attributes and arguments of those it has, by name.

    An attribute that the schema has as a list of values comes with the whole longer list.
    """

    labels: tuple[Label, ...] = ()
    claim_types: tuple[ClaimType, ...] = ()
    link_types: tuple[LinkType, ...] = ()
    label_attributes: Mapping[str, Types] = NOTHING
    claim_attributes: Mapping[str, Types] = NOTHING
    link_attributes: Mapping[str, Types] = NOTHING
    arguments: Mapping[str, Mapping[str, Argument]] = NOTHING
    document_attributes: Mapping[str, AttributeType] = NOTHING

    def __bool__(self) -> bool:
        return any(self[:])


class _Values:
    """What was seen of one attribute."""

    __slots__ = ("kinds", "texts")

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.texts: dict[str, None] = {}

    def see(self, value: AttributeValue) -> None:
        if isinstance(value, bool):
            self.kinds.add("flag")
        elif isinstance(value, int | float):
            self.kinds.add("number")
        else:
            self.kinds.add("text")
            if len(self.texts) < 1000:
                self.texts[value] = None

    @property
    def type(self) -> AttributeType:
        """The kind that all values are of; "text" where they are of several."""
        if self.kinds == {"flag"}:
            return "flag"
        return "number" if self.kinds == {"number"} else "text"


@dataclass(slots=True)
class _Seen:
    attributes: dict[str, _Values] = field(default_factory=dict)

    def see(self, attributes: Attributes) -> None:
        for name, value in attributes.items():
            self.attributes.setdefault(name, _Values()).see(value)


@dataclass(slots=True)
class _SeenClaims(_Seen):
    times: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    most: dict[str, int] = field(default_factory=dict)
    labels: dict[str, dict[str, None]] = field(default_factory=dict)


@dataclass(slots=True)
class _SeenLinks(_Seen):
    joins: dict[Joins, None] = field(default_factory=dict)


class Needs:
    """What the records that come in use, told set by set."""

    def __init__(self) -> None:
        self.labels: dict[str, _Seen] = {}
        self.claims: dict[str, _SeenClaims] = {}
        self.links: dict[str, _SeenLinks] = {}
        self.documents = _Seen()

    def see(self, annotations: AnnotationSet) -> None:
        """Notes all that a set uses."""
        for mention in annotations.mentions.values():
            seen = self.labels.get(mention.label)
            if seen is None:
                seen = self.labels[mention.label] = _Seen()
            if mention.attributes:
                seen.see(mention.attributes)
        for claim in annotations.claims.values():
            self._see_claim(claim, annotations)
        for link in annotations.links.values():
            self._see_link(link, annotations)
        self.documents.see(annotations.attributes)

    def _see_claim(self, claim: Claim, annotations: AnnotationSet) -> None:
        seen = self.claims.setdefault(claim.type, _SeenClaims())
        seen.see(claim.attributes)
        seen.times += 1
        for slot, ids in claim.arguments.items():
            seen.filled[slot] += bool(ids)
            seen.most[slot] = max(seen.most.get(slot, 0), len(ids))
            labels = seen.labels.setdefault(slot, {})
            labels.update(dict.fromkeys(annotations.mentions[one].label for one in ids))

    def _see_link(self, link: Link, annotations: AnnotationSet) -> None:
        seen = self.links.setdefault(link.type, _SeenLinks())
        seen.see(link.attributes)
        joins: Joins = "mentions" if link.source in annotations.mentions else "claims" if link.source else "documents"
        seen.joins[joins] = None


def growth_for(
    schema: Schema,
    needs: Needs,
    labels: Mapping[str, Label],
    claim_types: Mapping[str, ClaimType],
    link_types: Mapping[str, LinkType],
    taken_keys: Iterable[str] = (),
) -> tuple[Growth, list[str]]:
    """What the schema is to be given, and sentences for what it cannot be given because it says otherwise.

    ``labels``, ``claim_types`` and ``link_types`` are what the source says of its own schema. New labels get keys only
    where the program's own ones are known (``taken_keys``).
    """
    problems: list[str] = []
    grown = _Grown(schema, problems)
    fresh = [
        _label(labels.get(name, Label(name)), needs.labels.get(name))
        for name in dict.fromkeys([*needs.labels, *labels])
        if name not in schema.labels
    ]
    known_labels = {*schema.labels, *(label.name for label in fresh)}
    for name, seen in needs.labels.items():
        if name in schema.labels:
            grown.attributes("label", name, schema.attributes_of(name), seen)
    for name, claims in needs.claims.items():
        if name in schema.claim_types:
            grown.attributes("claim type", name, schema.claim_types[name].attributes, claims)
            grown.arguments(schema.claim_types[name], claims)
    for name, links in needs.links.items():
        if name in schema.link_types:
            grown.attributes("link type", name, schema.link_types[name].attributes, links)
        problems += _joins_problems(name, links, schema.link_types.get(name))
    grown.attributes("document", "", schema.document_attributes, needs.documents)
    new_claims = (name for name in dict.fromkeys([*needs.claims, *claim_types]) if name not in schema.claim_types)
    new_links = (name for name in dict.fromkeys([*needs.links, *link_types]) if name not in schema.link_types)
    return (
        Growth(
            tuple(_with_looks(fresh, schema, set(taken_keys))),
            tuple(
                _claim_type(claim_types.get(name, ClaimType(name)), needs.claims.get(name), known_labels)
                for name in new_claims
            ),
            tuple(_link_type(link_types.get(name), name, needs.links.get(name)) for name in new_links),
            grown.found["label"],
            grown.found["claim type"],
            grown.found["link type"],
            grown.slots,
            grown.found["document"].get("", {}),
        ),
        problems,
    )


class _Grown:
    """What the entries that a schema has are to be given."""

    def __init__(self, schema: Schema, problems: list[str]) -> None:
        self._schema, self._problems = schema, problems
        self.found: dict[str, dict[str, Types]] = {"label": {}, "claim type": {}, "link type": {}, "document": {}}
        self.slots: dict[str, dict[str, Argument]] = {}

    def attributes(self, what: str, name: str, known: Mapping[str, AttributeType], seen: _Seen) -> None:
        for attribute, values in seen.attributes.items():
            kind = known.get(attribute)
            owner = f'the {what} "{name}"' if name else "documents"
            if kind is None:
                self.found[what].setdefault(name, {})[attribute] = values.type
            elif isinstance(kind, tuple) and values.kinds == {"text"}:
                if more := [value for value in values.texts if value not in kind]:
                    self.found[what].setdefault(name, {})[attribute] = (*kind, *more)
            elif isinstance(kind, tuple) or values.kinds != {kind}:
                wanted = "a list of texts" if isinstance(kind, tuple) else f'a "{kind}"'
                self._problems.append(
                    f'The attribute "{attribute}" of {owner} is {wanted} in the schema, and "{values.type}" in what '
                    "comes in; change the schema, or map the name to another with --map."
                )

    def arguments(self, claim_type: ClaimType, seen: _SeenClaims) -> None:
        for slot, labels in seen.labels.items():
            argument = claim_type.arguments.get(slot)
            if argument is None:
                count: Count = "*" if seen.most[slot] > 1 else "?"
                self.slots.setdefault(claim_type.name, {})[slot] = Argument(tuple(labels), count)
                continue
            others = [label for label in labels if argument.labels and label not in argument.labels]
            whole = f'The argument "{slot}" of the claim type "{claim_type.name}" takes'
            if others:
                self._problems.append(
                    f'{whole} {" or ".join(argument.labels)} in the schema, and "{others[0]}" in what comes in; '
                    "change the schema, or map the claim type to another with --map."
                )
            elif argument.count in ("1", "?") and seen.most[slot] > 1:
                self._problems.append(
                    f"{whole} {COUNT_WORDS[argument.count]} mention in the schema, and {seen.most[slot]} in what comes "
                    "in; change the schema, or map the claim type to another with --map."
                )


def _joins_problems(name: str, seen: _SeenLinks, known: LinkType | None) -> Iterator[str]:
    if len(seen.joins) > 1:
        yield f'"{name}" links join {" and ".join(seen.joins)} in what comes in; a link type joins one of them.'
    elif known is not None and known.joins not in seen.joins:
        yield (
            f'"{name}" links join {known.joins} in the schema, and {next(iter(seen.joins))} in what comes in; '
            "map the link type to another with --map."
        )


def _seen_types(seen: _Seen | None) -> Types:
    return {name: values.type for name, values in seen.attributes.items()} if seen is not None else {}


def _attributes(known: Mapping[str, AttributeType], seen: _Seen | None) -> Types:
    """What the source says of attributes, made wide enough for the values that were seen."""
    found = dict(known)
    for name, kind in _seen_types(seen).items():
        said = known.get(name)
        values = seen.attributes[name] if seen is not None else _Values()
        if isinstance(said, tuple) and kind == "text":
            found[name] = (*said, *(value for value in values.texts if value not in said))
        else:
            found[name] = kind
    return found


def _label(said: Label, seen: _Seen | None) -> Label:
    return said._replace(attributes=_attributes(said.attributes, seen))


def _claim_type(said: ClaimType, seen: _SeenClaims | None, known_labels: set[str]) -> ClaimType:
    arguments: dict[str, Argument] = {
        slot: Argument(tuple(label for label in argument.labels if label in known_labels), argument.count)
        for slot, argument in said.arguments.items()
    }
    if seen is not None:
        for slot in dict.fromkeys([*arguments, *seen.labels]):
            arguments[slot] = _argument(arguments.get(slot), slot, seen)
    return said._replace(arguments=arguments, attributes=_attributes(said.attributes, seen))


_COUNTS: Mapping[tuple[bool, bool], Count] = {
    (True, False): "1",
    (False, False): "?",
    (True, True): "+",
    (False, True): "*",
}
"""How many mentions an argument takes: whether there is always one, and whether there may be several."""


def _argument(said: Argument | None, slot: str, seen: _SeenClaims) -> Argument:
    labels = seen.labels.get(slot, {})
    always, several = seen.filled[slot] == seen.times, seen.most.get(slot, 0) > 1
    if said is None:
        return Argument(tuple(labels), _COUNTS[always, several])
    count = _COUNTS[always and said.count in ("1", "+"), several or said.count in ("+", "*")]
    wider = tuple(dict.fromkeys([*said.labels, *labels])) if said.labels else ()
    return Argument(wider, count)


def _link_type(said: LinkType | None, name: str, seen: _SeenLinks | None) -> LinkType:
    joins = next(iter(seen.joins)) if seen is not None else said.joins if said is not None else "mentions"
    link_type = said if said is not None else LinkType(name)
    return link_type._replace(joins=joins, attributes=_attributes(link_type.attributes, seen))


def _with_looks(labels: list[Label], schema: Schema, taken: set[str]) -> Iterator[Label]:
    """The labels with the colours used least, and with keys of their own names where any is free."""
    used = Counter(schema.colour_of(name) for name in schema.labels)
    keys = {*taken, *(key for key, _ in schema.keyed())}
    for label in labels:
        colour = min(COLOURS, key=lambda one: (used[one], COLOURS.index(one)))
        used[colour] += 1
        key = label.key
        if taken and (not key or key in keys):
            letters = (letter for letter in label.name.casefold() if letter.isascii() and letter.isalpha())
            key = next((letter for letter in letters if letter not in keys), "")
        keys.add(key)
        yield label._replace(colour=label.colour or colour, key=key if taken else "")
