"""What the schema allows: every refusal is a sentence that says what is allowed instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from annotator.core.model import AnnotationSet, Attributes, Claim, Link, Mention, Record
from annotator.core.schema import VALUE, Argument, AttributeType, Count, Joins, Schema

COUNT_WORDS: dict[Count, str] = {"1": "exactly one", "?": "at most one", "+": "at least one", "*": "any number"}

_JOINS_OF: dict[type, Joins] = {Mention: "mentions", Claim: "claims"}


def problems_in(annotations: AnnotationSet, schema: Schema) -> Iterator[tuple[str, str]]:
    """Each record of the set that does not fit the schema: its id, and a sentence.

    Links are checked as far as this set tells: an end in another document is not looked up here.
    """
    for mention in annotations.mentions.values():
        yield from ((mention.id, problem) for problem in mention_problems(mention, schema))
    for claim in annotations.claims.values():
        yield from ((claim.id, problem) for problem in claim_problems(claim, annotations, schema))
        yield from ((claim.id, problem) for problem in unfilled_slots(claim, schema))
    for link in annotations.links.values():
        source = annotations.known(link.source) if link.source else None
        here = link.target.document == annotations.document
        target = annotations.known(link.target.id) if here and link.target.id else None
        yield from ((link.id, problem) for problem in link_problems(link, source, target, schema))


def mention_problems(mention: Mention, schema: Schema) -> Iterator[str]:
    """What the schema refuses about a mention: its label or its attributes."""
    label = schema.labels.get(mention.label)
    if label is None:
        yield f'The label "{mention.label}" is not in the schema; it has: {_listed(schema.labels)}.'
        return
    yield from attribute_problems(mention.attributes, schema.attributes_of(label.name), f'the label "{label.name}"')
    value = mention.attributes.get(VALUE)
    if value is not None and (compare_as := schema.compared_as(label.name)) in ("amounts", "dates"):
        from annotator.core.comparison import value_refusal  # few mentions have one: nothing to import for the first

        if refusal := value_refusal(str(value), compare_as):
            yield refusal


def claim_problems(claim: Claim, annotations: AnnotationSet, schema: Schema) -> Iterator[str]:
    """What the schema refuses about a claim: its type, its slots, or the labels of what fills them.

    Slots still to be filled are no reason to refuse a claim while it is being built: ``unfilled_slots`` tells them.
    """
    claim_type = schema.claim_types.get(claim.type)
    if claim_type is None:
        yield f'The claim type "{claim.type}" is not in the schema; it has: {_listed(schema.claim_types)}.'
        return
    for name, mention_ids in claim.arguments.items():
        argument = claim_type.arguments.get(name)
        if argument is None:
            owner = with_article(claim.type).capitalize()
            yield f'{owner} has no argument "{name}"; it has: {_listed(claim_type.arguments)}.'
            continue
        if argument.count in ("1", "?") and len(mention_ids) > 1:
            yield (
                f'The argument "{name}" of {with_article(claim.type)} takes {COUNT_WORDS[argument.count]} mention, '
                f"not {len(mention_ids)}."
            )
        for mention_id in mention_ids:
            mention = annotations.mentions.get(mention_id) or annotations.unanchored(mention_id)
            if not isinstance(mention, Mention):
                yield f'The argument "{name}" names the mention {mention_id}, which is not in this set.'
            elif argument.labels and mention.label not in argument.labels:
                yield (
                    f'The argument "{name}" of {with_article(claim.type)} takes {_either(argument)}, '
                    f"not {with_article(mention.label)}."
                )
    yield from attribute_problems(claim.attributes, claim_type.attributes, f'the claim type "{claim_type.name}"')


def unfilled_slots(claim: Claim, schema: Schema) -> Iterator[str]:
    """The slots that the schema wants filled and that are empty."""
    claim_type = schema.claim_types.get(claim.type)
    if claim_type is None:
        return
    for name, argument in claim_type.arguments.items():
        if argument.count in ("1", "+") and not claim.arguments.get(name):
            wanted = f"{COUNT_WORDS[argument.count]} mention"
            yield f'The argument "{name}" of {with_article(claim.type)} is empty; it takes {wanted}.'


def link_problems(link: Link, source: Record | None, target: Record | None, schema: Schema) -> Iterator[str]:
    """What the schema refuses about a link. An end that is None and has an id is taken to be of the right kind."""
    link_type = schema.link_types.get(link.type)
    if link_type is None:
        yield f'The link type "{link.type}" is not in the schema; it has: {_listed(schema.link_types)}.'
        return
    for end, record_id, record in (("starts", link.source, source), ("ends", link.target.id, target)):
        joins = _joins(record_id, record)
        if joins is not None and joins != link_type.joins:
            yield f'A "{link.type}" link joins {link_type.joins}; this one {end} at {_one_of(joins)}.'
    yield from attribute_problems(link.attributes, link_type.attributes, f'the link type "{link_type.name}"')


def attribute_problems(attributes: Attributes, allowed: Mapping[str, AttributeType], owner: str) -> Iterator[str]:
    """The attributes that ``owner`` does not have, or whose values are not of its kind."""
    for name, value in attributes.items():
        kind = allowed.get(name)
        if kind is None:
            yield f'"{name}" is no attribute of {owner}; it has: {_listed(allowed)}.'
        elif isinstance(kind, tuple):
            if value not in kind:
                yield f'The attribute "{name}" of {owner} is one of {", ".join(kind)}, not "{value}".'
        elif kind == "flag":
            if not isinstance(value, bool):
                yield f'The attribute "{name}" of {owner} is true or false, not "{value}".'
        elif kind == "number":
            if isinstance(value, bool) or not isinstance(value, int | float):
                yield f'The attribute "{name}" of {owner} is a number, not "{value}".'
        elif not isinstance(value, str):
            yield f'The attribute "{name}" of {owner} is a text, not {value}.'


def _joins(record_id: str, record: Record | None) -> Joins | None:
    if not record_id:
        return "documents"
    return _JOINS_OF.get(type(record)) if record is not None else None


def _one_of(joins: Joins) -> str:
    return {"mentions": "a mention", "claims": "a claim", "documents": "a document"}[joins]


def _either(argument: Argument) -> str:
    return " or ".join(with_article(label) for label in argument.labels)


def with_article(noun: str) -> str:
    """A noun with "a" or "an", as far as its first letter tells."""
    return f"{'an' if noun[:1].casefold() in 'aeiou' else 'a'} {noun}"


def _listed(names: Mapping[str, object]) -> str:
    return ", ".join(names) or "none"
