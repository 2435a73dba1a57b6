"""What may be on a disk after a power cut: worked out from the calls of a run, without cutting any power.

The model is the one of "All File Systems Are Not Created Equal" (Pillai et al., OSDI 2014), at its strictest: until an
fsync of the file its bytes may be there, or not, or be half there, or zeros; until an fsync of the folder an entry may
be there or not, whatever became of the file; and all of that in any combination. A rename is one change.
"""

from __future__ import annotations

import itertools
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

from tests.crashes.tracing import Call

MOST_STATES = 40
"""States that are looked at for one cut; where there are more, so many are drawn."""

DISPOSABLE = ".annotator/locks"
"""What is no part of any state: the system's locks end with the power."""

_ON_NAMES = ("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat")
_ON_FILES = ("close", "write", "ftruncate", "fsync", "fdatasync")
_ON_MODES = ("chmod", "fchmod", "fchmodat", "flock", "utimensat")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@dataclass(frozen=True, slots=True)
class Entries:
    """Entries of folders that change together: (folder, name, the node that it has from now on, or None)."""

    changes: tuple[tuple[int, str, int | None], ...]


@dataclass(frozen=True, slots=True)
class Bytes:
    """Bytes of a file that change; without ``data`` its length does, to ``offset``."""

    node: int
    offset: int
    data: bytes | None


@dataclass(frozen=True, slots=True)
class Sync:
    """An fsync."""

    node: int


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """So many steps were called saved."""

    steps: int


Event: TypeAlias = Entries | Bytes | Sync | Acknowledged
Variant: TypeAlias = str
State: TypeAlias = tuple[tuple[str, bytes | None], ...]
"""Paths with their bytes; None for a folder."""


@dataclass
class Disk:
    """A folder's files at the start, and what happened to them since. Node 0 is the folder itself."""

    root: Path
    entries: list[dict[str, int] | None] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    _live: list[dict[str, int] | None] = field(default_factory=list)
    _lengths: list[int] = field(default_factory=list)
    _open: dict[int, tuple[int, int, bool]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Path, before: Path, calls: Sequence[Call]) -> Disk:
        """``before`` is a copy of ``root`` as it was before the calls."""
        disk = cls(root)
        disk._take_in(before)
        disk._live = [dict(one) if one is not None else None for one in disk.entries]
        for call in calls:
            if call.result >= 0:
                disk._follow(call)
        return disk

    def states(self, seed: int) -> dict[State, int]:
        """Every state that a cut at some moment may leave, with the most steps that were acknowledged by then."""
        chance = random.Random(seed)
        found: dict[State, int] = {}
        acknowledged = 0
        for cut in range(len(self.events) + 1):
            if cut and isinstance(last := self.events[cut - 1], Acknowledged):
                acknowledged = last.steps
            for kept in self._choices(cut, chance):
                state = self._state(cut, kept)
                found[state] = max(found.get(state, 0), acknowledged)
        return found

    def _choices(self, cut: int, chance: random.Random) -> Iterator[dict[int, Variant]]:
        """For each event before the cut that no fsync has made sure of: what became of it."""
        unsure = [place for place in range(cut) if not self._is_sure(place, cut)]
        variants = [self._variants(self.events[place]) for place in unsure]
        number = 1
        for one in variants:
            number *= len(one)
        if number <= MOST_STATES:
            yield from (dict(zip(unsure, choice, strict=True)) for choice in itertools.product(*variants))
            return
        for every in ("kept", "dropped"):
            yield dict.fromkeys(unsure, every)
            for place, one in zip(unsure, variants, strict=True):
                for variant in one:
                    yield {**dict.fromkeys(unsure, every), place: variant}
        for _ in range(MOST_STATES):
            yield {place: chance.choice(one) for place, one in zip(unsure, variants, strict=True)}

    @staticmethod
    def _variants(event: Event) -> tuple[Variant, ...]:
        if isinstance(event, Bytes) and event.data:
            return ("kept", "dropped", "half", "zeros")
        return ("kept", "dropped")

    def _is_sure(self, place: int, cut: int) -> bool:
        match self.events[place]:
            case Entries(changes):
                nodes = {folder for folder, _, _ in changes}
            case Bytes(node=node):
                nodes = {node}
            case _:
                return True
        later = {event.node for event in self.events[place + 1 : cut] if isinstance(event, Sync)}
        return nodes <= later

    def _state(self, cut: int, became: dict[int, Variant]) -> State:
        entries = [dict(one) if one is not None else None for one in self.entries]
        contents = [bytearray(one) for one in self.contents]
        for place, event in enumerate(self.events[:cut]):
            variant = became.get(place, "kept")
            if variant == "dropped":
                continue
            if isinstance(event, Entries):
                for folder, name, node in event.changes:
                    there = entries[folder]
                    assert there is not None
                    there.pop(name, None)
                    if node is not None:
                        there[name] = node
            elif isinstance(event, Bytes):
                _write(contents[event.node], event, variant)
        return tuple(self._walk(0, "", entries, contents))

    def _walk(
        self, node: int, path: str, entries: list[dict[str, int] | None], contents: list[bytearray]
    ) -> Iterator[tuple[str, bytes | None]]:
        there = entries[node]
        if path.startswith(DISPOSABLE):
            return
        if there is None:
            yield path, bytes(contents[node])
            return
        yield path, None
        for name in sorted(there):
            yield from self._walk(there[name], f"{path}/{name}".lstrip("/"), entries, contents)

    def _take_in(self, path: Path) -> int:
        node = len(self.entries)
        self.entries.append({} if path.is_dir() else None)
        self.contents.append(b"" if path.is_dir() else path.read_bytes())
        self._lengths.append(len(self.contents[node]))
        if path.is_dir():
            self.entries[node] = {one.name: self._take_in(one) for one in sorted(path.iterdir())}
        return node

    def _follow(self, call: Call) -> None:
        strings = [bytes.fromhex(one.replace("\\x", "")) for one in _STRING.findall(call.arguments)]
        if call.name == "sendto":
            self.events.append(Acknowledged(int(strings[0].split()[-1])))
        elif call.name in ("openat", "open"):
            self._opened(call, strings[0].decode())
        elif call.name in _ON_NAMES:
            self._follow_names(call.name, [one.decode() for one in strings])
        elif call.name in _ON_FILES:
            self._follow_file(call, strings)
        elif call.name not in _ON_MODES:
            raise NotImplementedError(f"the model does not know {call.name}")

    def _follow_names(self, name: str, paths: list[str]) -> None:
        found = [self._find(path) for path in paths]
        first, last = found[0], found[-1]
        if first is None or last is None:
            return
        if name.startswith("rename"):
            self._change((first[0], first[1], None), (last[0], last[1], first[2]))
        else:
            self._change((first[0], first[1], self._new(is_folder=True) if name.startswith("mkdir") else None))

    def _follow_file(self, call: Call, strings: list[bytes]) -> None:
        first, *others = call.arguments.split(", ")
        descriptor = int(first)
        if descriptor not in self._open:
            return
        match call.name:
            case "close":
                del self._open[descriptor]
            case "write":
                self._written(descriptor, strings[0][: call.result])
            case "ftruncate":
                self._cut(self._open[descriptor][0], int(others[0]))
            case _:
                self.events.append(Sync(self._open[descriptor][0]))

    def _opened(self, call: Call, path: str) -> None:
        found = self._find(path)
        if found is None:
            return
        folder, name, node = found
        if node is None:
            node = self._new(is_folder=False)
            self._change((folder, name, node))
        elif "O_TRUNC" in call.arguments and self._lengths[node]:
            self._cut(node, 0)
        self._open[call.result] = (node, 0, "O_APPEND" in call.arguments)

    def _written(self, descriptor: int, data: bytes) -> None:
        node, offset, appends = self._open[descriptor]
        offset = self._lengths[node] if appends else offset
        self.events.append(Bytes(node, offset, data))
        self._lengths[node] = max(self._lengths[node], offset + len(data))
        self._open[descriptor] = (node, offset + len(data), appends)

    def _cut(self, node: int, length: int) -> None:
        self.events.append(Bytes(node, length, None))
        self._lengths[node] = length

    def _change(self, *changes: tuple[int, str, int | None]) -> None:
        self.events.append(Entries(changes))
        for folder, name, node in changes:
            there = self._live[folder]
            assert there is not None
            there.pop(name, None)
            if node is not None:
                there[name] = node

    def _new(self, *, is_folder: bool) -> int:
        for nodes in (self.entries, self._live):
            nodes.append({} if is_folder else None)
        self.contents.append(b"")
        self._lengths.append(0)
        return len(self.entries) - 1

    def _find(self, path: str) -> tuple[int, str, int | None] | None:
        """The folder, name and node of a path; None outside the folder that is watched."""
        if not path.startswith("/") or not Path(path).is_relative_to(self.root):
            return None
        parts = Path(path).relative_to(self.root).parts
        folder, node = 0, 0
        for place, name in enumerate(parts):
            there = self._live[node]
            if there is None or (name not in there and place < len(parts) - 1):
                return None
            if name not in there:
                return node, name, None
            folder, node = node, there[name]
        return folder, parts[-1] if parts else "", node


def _write(content: bytearray, event: Bytes, variant: Variant) -> None:
    if event.data is None:
        content[event.offset :] = b"\0" * (event.offset - len(content))
        return
    data = {"half": event.data[: len(event.data) // 2], "zeros": bytes(len(event.data))}.get(variant, event.data)
    content.extend(bytes(max(0, event.offset - len(content))))
    content[event.offset : event.offset + len(data)] = data


def lay_out(state: State, folder: Path) -> None:
    """Makes the files of a state."""
    for path, data in state:
        if data is None:
            (folder / path).mkdir(parents=True)
        else:
            (folder / path).write_bytes(data)
