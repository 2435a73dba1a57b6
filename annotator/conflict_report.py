"""What ``annotator conflicts`` prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from annotator.console import say
from annotator.core.catalogue import Catalogue, Entry
from annotator.core.conflicts import Conflict
from annotator.core.display import one_line, shortened
from annotator.core.model import Claim, Target
from annotator.core.passages import sentence_at
from annotator.core.settling import settlements
from annotator.reports import counted

LONGEST_SENTENCE = 200


def conflicts_data(catalogue: Catalogue, conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    """Conflicts with stable keys; the words of ``same`` are those of the first claim."""
    return [_conflict_data(catalogue, conflict) for conflict in conflicts]


def _conflict_data(catalogue: Catalogue, conflict: Conflict) -> dict[str, Any]:
    settled = settlements(catalogue, conflict)
    claim_type = catalogue.schema.claim_types.get(conflict.type)
    ours = _arguments(*_known(catalogue, conflict.ours))
    return {
        "type": conflict.type,
        "grade": conflict.grade,
        "same": {name: "; ".join(ours[name]) for name in (claim_type.same if claim_type else ()) if name in ours},
        "differ": list(conflict.differing),
        "claims": [_claim_data(*_known(catalogue, target)) for target in conflict.pair],
        "settled": settled[0] if settled else None,
        "settlements": settled,
    }


def _claim_data(entry: Entry, claim: Claim) -> dict[str, Any]:
    metadata = entry.document.metadata
    return {
        "document": entry.document.id,
        "id": claim.id,
        "arguments": _arguments(entry, claim),
        "quote": entry.document.quote(claim.spans),
        "annotator": entry.annotations.annotator,
        "source": metadata.source,
        "date": metadata.date.isoformat() if metadata.date is not None else None,
    }


def print_conflicts(catalogue: Catalogue, conflicts: Sequence[Conflict]) -> None:
    """Conflicts as a person reads them: what is disputed, and both sentences with their sources."""
    if not conflicts:
        say("No conflicts: no two claims of one type speak of the same and disagree.")
        return
    certain = sum(conflict.grade == "certain" for conflict in conflicts)
    say(f"{counted(len(conflicts), 'conflict')}: {certain} certain, {len(conflicts) - certain} possible")
    for number, conflict in enumerate(conflicts, start=1):
        _print(catalogue, conflict, number)


def _print(catalogue: Catalogue, conflict: Conflict, number: int) -> None:
    data = _conflict_data(catalogue, conflict)
    about = ", ".join(f"{name} {_short(words)}" for name, words in data["same"].items())
    settled = f"  settled: {' and '.join(data['settlements'])}" if data["settlements"] else ""
    say()
    say(f"{number}. {conflict.grade}: {conflict.type}{', ' if about else ''}{about}{settled}")
    for target in conflict.pair:
        entry, claim = _known(catalogue, target)
        said = "; ".join(
            _short(words) for name in conflict.differing for words in _arguments(entry, claim).get(name, [])
        )
        metadata = entry.document.metadata
        origin = ", ".join(str(part) for part in (metadata.source, metadata.date) if part)
        say(f"   {_short(said or entry.document.quote(claim.spans))}")
        say(f"      {entry.document.id}{f' ({one_line(origin)})' if origin else ''}: {_sentence(entry, claim)}")


def _known(catalogue: Catalogue, target: Target) -> tuple[Entry, Claim]:
    entry, claim = catalogue.entry(target.document), catalogue.record(target)
    if entry is None or not isinstance(claim, Claim):
        raise ValueError(f"{target} is not a claim that is known")
    return entry, claim


def _arguments(entry: Entry, claim: Claim) -> dict[str, list[str]]:
    """The words of each argument, verbatim."""
    mentions = entry.annotations.mentions
    return {
        name: [entry.document.quote(mentions[one].spans) for one in ids if one in mentions]
        for name, ids in claim.arguments.items()
    }


def _sentence(entry: Entry, claim: Claim) -> str:
    """The sentence that the claim's evidence begins in, and what follows up to its end."""
    text = entry.document.text
    first, last = sentence_at(text, claim.start), sentence_at(text, max(claim.start, claim.end - 1))
    start, end = first.start if first else claim.start, last.end if last else claim.end
    return shortened(one_line(text[start:end]), LONGEST_SENTENCE)


def _short(words: str) -> str:
    return shortened(one_line(words), 60)
