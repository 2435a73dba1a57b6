"""Lines of brat standoff without their order and numbers: two files say the same where these are equal."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any


def meaning(annotations: str) -> Counter[Any]:
    """What a file of annotations says, each line with what it names in the place of ids."""
    lines = [line.rstrip() for line in annotations.split("\n") if line.strip()]
    by_id = {line.split("\t")[0]: line for line in lines if not line.startswith("*")}
    found: Counter[Any] = Counter()
    groups: dict[str, list[set[Any]]] = {}
    for line in lines:
        if line.startswith("*"):
            kind, *names = line.split("\t")[1].split()
            members = {_resolved(name, by_id) for name in names}
            apart = [group for group in groups.setdefault(kind, []) if not group & members]
            groups[kind] = [*apart, members.union(*(group for group in groups[kind] if group & members))]
        else:
            found[_resolved(line.split("\t")[0], by_id)] += 1
    for kind, sets in groups.items():
        found.update(("*", kind, frozenset(members)) for members in sets)
    return found


def _resolved(name: str, by_id: dict[str, str]) -> Any:
    _, data, *text = by_id[name].split("\t")
    words = data.split(" ")
    kind = name[0]
    if kind == "T":
        return ("T", data, *text)
    if kind == "E":
        (event, trigger), *pairs = (word.rsplit(":", 1) for word in words)
        arguments = frozenset(Counter((_role(role), _resolved(filler, by_id)) for role, filler in pairs).items())
        return "E", event, _resolved(trigger, by_id), arguments
    if kind == "R":
        ends = tuple((role, _resolved(filler, by_id)) for role, filler in (word.split(":") for word in words[1:]))
        return "R", words[0], ends
    return (kind, words[0], _resolved(words[1], by_id), *words[2:], *text)


def _role(role: str) -> str:
    return re.sub(r"\d+$", "", role)
