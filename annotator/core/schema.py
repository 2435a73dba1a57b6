"""The schema of a project: its labels, claim types, link types and attributes, and its settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from annotator.core.allocation import NOBODY, Assignment
from annotator.core.errors import SchemaError
from annotator.core.model import NOTHING, Extra, nothing

AttributeType: TypeAlias = tuple[str, ...] | Literal["text", "number", "flag"]
"""A closed list of values, or one of the three open kinds."""

Count: TypeAlias = Literal["1", "?", "+", "*"]
Joins: TypeAlias = Literal["mentions", "claims", "documents"]
SaveAs: TypeAlias = Literal["toml", "json"]
CompareAs: TypeAlias = Literal["names", "roles", "amounts", "dates", "words"]
COMPARE_AS: tuple[CompareAs, ...] = ("names", "roles", "amounts", "dates", "words")

_COMPARED_BY_NAME: Mapping[str, CompareAs] = {
    **dict.fromkeys(
        ("person", "organisation", "organization", "place", "location", "name", "per", "org", "loc"), "names"
    ),
    **dict.fromkeys(("role", "post", "office", "title"), "roles"),
    **dict.fromkeys(("amount", "money", "number", "quantity", "percent", "cardinal", "figure"), "amounts"),
    **dict.fromkeys(("date", "time", "period"), "dates"),
}
"""How labels of usual names are compared where the schema does not say."""

COLOURS = tuple(f"label-{number}" for number in range(1, 13))
"""Theme variables that a label may name; labels without a colour take them in turn."""


class Label(NamedTuple):
    """A kind of mention. ``key`` is the one character that sets it, or empty.

    ``compare_as`` says how the values of two such mentions are compared; None leaves it to the label's name.
    """

    name: str
    key: str = ""
    colour: str = ""
    description: str = ""
    attributes: Mapping[str, AttributeType] = NOTHING
    compare_as: CompareAs | None = None
    extra: Extra = NOTHING


@dataclass(frozen=True, slots=True)
class Argument:
    """A slot of a claim: which labels may fill it (none named: any), and how many mentions."""

    labels: tuple[str, ...] = ()
    count: Count = "1"


class ClaimType(NamedTuple):
    """A kind of claim.

    Two are comparable when their ``same`` arguments corefer, and in conflict when the ``differ`` ones do not.
    ``reads`` is the sentence the panel shows, with slots in braces: ``"{person} is {role}"``.
    """

    name: str
    arguments: Mapping[str, Argument] = NOTHING
    same: tuple[str, ...] = ()
    differ: tuple[str, ...] = ()
    reads: str = ""
    description: str = ""
    attributes: Mapping[str, AttributeType] = NOTHING
    extra: Extra = NOTHING


class LinkType(NamedTuple):
    """A kind of link between two mentions, two claims or two documents."""

    name: str
    key: str = ""
    joins: Joins = "mentions"
    symmetric: bool = False
    transitive: bool = False
    description: str = ""
    attributes: Mapping[str, AttributeType] = NOTHING
    extra: Extra = NOTHING

    @property
    def ties(self) -> bool:
        """Whether what it joins is one and the same: links of mentions that do make entities."""
        return self.symmetric and self.transitive


VALUE = "value"
"""The attribute in which a value that the user has corrected stands; it is read in place of the mention's words."""

DIFFERENT_FROM = "different-from"
NOT_COMPARABLE = "not-comparable"
BUILT_IN_LINK_TYPES = (
    LinkType(DIFFERENT_FROM, "", "mentions", True, description="The two are not the same, whatever they are called"),
    LinkType(NOT_COMPARABLE, "", "claims", True, description="The two claims speak of different things: no conflict"),
)
"""What the program itself decides with; every schema has them, its own entries of the same names before these."""

Entry: TypeAlias = Label | ClaimType | LinkType
E = TypeVar("E", Label, ClaimType, LinkType)


@dataclass(frozen=True, slots=True)
class Schema:
    """All of ``annotator.toml``: what may be annotated, and how the project is kept."""

    name: str = ""
    labels: Mapping[str, Label] = field(default_factory=dict)
    claim_types: Mapping[str, ClaimType] = field(default_factory=dict)
    link_types: Mapping[str, LinkType] = field(default_factory=dict)
    document_attributes: Mapping[str, AttributeType] = field(default_factory=nothing)
    save_as: SaveAs = "toml"
    curator: str = "gold"
    extra: Extra = field(default_factory=nothing)
    assignment: Assignment = NOBODY

    def label(self, name: str) -> Label:
        """The label of that name; SchemaError names those there are."""
        return _entry(self.labels, name, "label")

    def claim_type(self, name: str) -> ClaimType:
        """The claim type of that name; SchemaError names those there are."""
        return _entry(self.claim_types, name, "claim type")

    def link_type(self, name: str) -> LinkType:
        """The link type of that name; SchemaError names those there are."""
        return _entry(self.link_types, name, "link type")

    @property
    def tying(self) -> str:
        """The first link type that makes entities of mentions, as same-as does; empty where there is none."""
        names = (name for name, kind in self.link_types.items() if kind.joins == "mentions" and kind.ties)
        return next(names, "")

    def keyed(self) -> Iterator[tuple[str, Label | LinkType]]:
        """The entries that a key sets, with that key, in the schema's order."""
        entries: list[Label | LinkType] = [*self.labels.values(), *self.link_types.values()]
        for entry in entries:
            if entry.key:
                yield entry.key, entry

    def colour_of(self, label_name: str) -> str:
        """The theme variable of a label: its own, else one by its place; unknown labels share the last."""
        label = self.labels.get(label_name)
        if label is not None and label.colour:
            return label.colour
        names = list(self.labels)
        place = names.index(label_name) if label_name in self.labels else len(COLOURS) - 1
        return COLOURS[place % len(COLOURS)]

    def compared_as(self, label_name: str) -> CompareAs:
        """How the values of this label's mentions are compared: as the schema says, else by the label's name."""
        label = self.labels.get(label_name)
        said = label.compare_as if label is not None else None
        return said or _COMPARED_BY_NAME.get(label_name.casefold(), "words")

    def attributes_of(self, label_name: str) -> Mapping[str, AttributeType]:
        """The attributes that a mention of this label may have: the schema's and, where it is read, its value."""
        label = self.labels.get(label_name)
        known: Mapping[str, AttributeType] = label.attributes if label is not None else NOTHING
        if self.compared_as(label_name) not in ("amounts", "dates"):
            return known
        return {**known, VALUE: known.get(VALUE, "text")}

    def letter_of(self, label_name: str) -> str:
        """The capital letter that stands for a label in the margin and the lists."""
        label = self.labels.get(label_name)
        return ((label.key if label else "") or label_name[:1] or "?").upper()


def _entry(entries: Mapping[str, E], name: str, what: str) -> E:
    entry = entries.get(name)
    if entry is None:
        known = ", ".join(entries) or "none"
        raise SchemaError(f'There is no {what} "{name}" in the schema; it has: {known}.')
    return entry


def make_schema(
    *,
    name: str = "",
    labels: Iterable[Label] = (),
    claim_types: Iterable[ClaimType] = (),
    link_types: Iterable[LinkType] = (),
    document_attributes: Mapping[str, AttributeType] = NOTHING,
    save_as: SaveAs = "toml",
    curator: str = "gold",
    extra: Extra = NOTHING,
    assignment: Assignment = NOBODY,
    taken_keys: Mapping[str, str] = NOTHING,
) -> Schema:
    """A schema that is sound in itself; SchemaError with one sentence for the first thing that is not.

    ``taken_keys`` are the keys that actions of the program have, each with the action's words.
    """
    schema = Schema(
        name=name,
        labels=_by_name(labels, "label"),
        claim_types=_by_name(claim_types, "claim type"),
        link_types=_with_built_in(_by_name(link_types, "link type")),
        document_attributes=document_attributes,
        save_as=save_as,
        curator=curator,
        extra=extra,
        assignment=assignment,
    )
    _check_keys(schema, taken_keys)
    for label in schema.labels.values():
        if label.colour and label.colour not in COLOURS:
            raise SchemaError(
                f'The label "{label.name}" has the colour "{label.colour}"; '
                f"the themes have {COLOURS[0]} to {COLOURS[-1]}."
            )
    for claim_type in schema.claim_types.values():
        _check_claim_type(claim_type, schema)
    return schema


def _by_name(entries: Iterable[E], what: str) -> dict[str, E]:
    found: dict[str, E] = {}
    for entry in entries:
        if not entry.name.strip():
            raise SchemaError(f"A {what} has no name; give it one.")
        if entry.name in found:
            raise SchemaError(f'The {what} "{entry.name}" is there twice; keep one of them.')
        found[entry.name] = entry
    return found


def _with_built_in(link_types: dict[str, LinkType]) -> dict[str, LinkType]:
    return {**link_types, **{entry.name: entry for entry in BUILT_IN_LINK_TYPES if entry.name not in link_types}}


def _check_keys(schema: Schema, taken_keys: Mapping[str, str]) -> None:
    owners: dict[str, str] = {}
    for key, entry in schema.keyed():
        what = f'the {"label" if isinstance(entry, Label) else "link type"} "{entry.name}"'
        if len(key) != 1 or not key.isprintable() or key.isspace():
            raise SchemaError(f'The key of {what} is "{key}"; a key is one visible character.')
        if key in taken_keys:
            raise SchemaError(f'The key "{key}" of {what} already means "{taken_keys[key]}"; choose another.')
        if key in owners:
            raise SchemaError(f'The key "{key}" is that of {owners[key]} and of {what}; change one of them.')
        owners[key] = what


def _check_claim_type(claim_type: ClaimType, schema: Schema) -> None:
    for argument_name, argument in claim_type.arguments.items():
        for label in argument.labels:
            if label not in schema.labels:
                known = ", ".join(schema.labels) or "none"
                raise SchemaError(
                    f'The argument "{argument_name}" of the claim type "{claim_type.name}" takes the label "{label}", '
                    f"which is not in the schema; it has: {known}."
                )
    for list_name, names in (("same", claim_type.same), ("differ", claim_type.differ)):
        for argument_name in names:
            if argument_name not in claim_type.arguments:
                known = ", ".join(claim_type.arguments) or "none"
                raise SchemaError(
                    f'"{list_name}" of the claim type "{claim_type.name}" names the argument "{argument_name}", '
                    f"which it does not have; it has: {known}."
                )


DEFAULT_LABELS = (
    Label("person", "p", "label-1", "Someone named, or a name for someone; also an organisation that acts"),
    Label("role", "r", "label-2", "A post, office or function that someone holds"),
    Label("amount", "a", "label-3", "A number with what it counts: money, people, shares, ratios"),
    Label("event", "e", "label-4", "Something that happened, happens or is said to happen"),
)

DEFAULT_CLAIM_TYPES = (
    ClaimType(
        "position",
        {"person": Argument(("person",)), "role": Argument(("role",))},
        same=("role",),
        differ=("person",),
        reads="{person} is {role}",
        description="Someone holds a role",
    ),
    ClaimType(
        "figure",
        {"event": Argument(("event",)), "amount": Argument(("amount",))},
        same=("event",),
        differ=("amount",),
        reads="{event}: {amount}",
        description="How much an event amounts to",
    ),
    ClaimType(
        "happening",
        {"event": Argument(("event",)), "person": Argument(("person",), "*")},
        same=("event",),
        reads="{person} {event}",
        description="An event with its people",
    ),
)

DEFAULT_LINK_TYPES = (
    LinkType("same-as", "=", "mentions", True, True, "Both name the same person, role, amount or event"),
    LinkType("supports", "+", "claims", description="The first claim backs the second"),
    LinkType("contradicts", "!", "claims", True, description="The two claims cannot both be true"),
    LinkType("supersedes", "", "claims", transitive=True, description="The first claim takes the second's place"),
)


def default_schema(name: str) -> Schema:
    """The schema that a new project starts with."""
    return make_schema(name=name, labels=DEFAULT_LABELS, claim_types=DEFAULT_CLAIM_TYPES, link_types=DEFAULT_LINK_TYPES)
