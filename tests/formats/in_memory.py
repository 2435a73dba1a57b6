"""Sources, outputs and datasets that stand in memory, for tests of single formats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from itertools import count
from typing import BinaryIO

from annotator.core.entities import Entities as Clusters
from annotator.core.model import NOTHING, Kind, Target
from annotator.core.schema import Schema, default_schema
from annotator.formats.base import Dataset, Item, Lost, Reading, SourceFile, Writing

SCHEMA = default_schema("news")


@dataclass(frozen=True, slots=True)
class MemoryFile:
    """One file of a source."""

    name: str
    data: bytes

    @property
    def size(self) -> int:
        """Bytes."""
        return len(self.data)

    def read(self) -> bytes:
        """All of it."""
        return self.data

    def lines(self) -> Iterator[bytes]:
        """Line by line, each with its end."""
        return iter(BytesIO(self.data))


class MemorySource:
    """Files by name."""

    def __init__(self, files: Mapping[str, bytes] | Mapping[str, str] | Mapping[str, bytes | str]) -> None:
        self._files = {
            name: MemoryFile(name, data.encode() if isinstance(data, str) else data)
            for name, data in sorted(files.items())
        }

    def files(self, *suffixes: str) -> Iterator[SourceFile]:
        """Those whose names end in one of ``suffixes``; all where there is none."""
        return (file for name, file in self._files.items() if not suffixes or name.endswith(suffixes))

    def file(self, name: str) -> SourceFile | None:
        """The file of that name, or None."""
        return self._files.get(name)


class _Written(BytesIO):
    def __init__(self, name: str, files: dict[str, bytes]) -> None:
        super().__init__()
        self._name, self._files = name, files

    def close(self) -> None:
        """Keeps what was written."""
        if not self.closed:
            self._files[self._name] = self.getvalue()
        super().close()


class MemoryOutput:
    """What is written, by name, once it is closed."""

    def __init__(self, *, is_file: bool = False) -> None:
        self.files: dict[str, bytes] = {}
        self.is_file = is_file
        self._opened: set[str] = set()

    def open(self, name: str) -> BinaryIO:
        """A new file; no name twice."""
        assert name not in self._opened, f"{name} is written twice"
        assert not (self.is_file and self._opened), "a second file is written"
        self._opened.add(name)
        return _Written(name, self.files)

    def source(self) -> MemorySource:
        """What was written, to be read again."""
        assert self._opened == set(self.files), "a file was left open"
        return MemorySource(self.files)


class Numbers:
    """The entities of the items, numbered as a dataset does it."""

    def __init__(self, items: Iterable[Item], schema: Schema) -> None:
        clusters: Clusters = Clusters()
        mentions: list[Target] = []
        for item in items:
            for one in item.sets:
                mentions += [Target(item.document.id, mention_id) for mention_id in one.mentions]
                for link in one.links.values():
                    kind = schema.link_types.get(link.type)
                    if kind is not None and kind.ties and kind.joins == "mentions":
                        clusters.tie(Target(item.document.id, link.source), link.target)
        self._numbers: dict[Target, int] = {}
        numbers: dict[object, int] = {}
        for mention in mentions:
            if clusters.size(mention) > 1:
                self._numbers[mention] = numbers.setdefault(clusters.key(mention), len(numbers))

    def number(self, mention: Target) -> int | None:
        """The number of a mention's entity, or None."""
        return self._numbers.get(mention)


def dataset_of(
    items: Iterable[Item],
    *,
    schema: Schema = SCHEMA,
    splits: Mapping[str, str] = NOTHING,
    about: Mapping[str, str] = NOTHING,
) -> Dataset:
    """These documents with their sets."""
    kept = list(items)

    def each(split: str = "") -> Iterator[Item]:
        return (item for item in kept if not split or splits.get(item.document.id) == split)

    return Dataset("news", schema, each, lambda: Numbers(kept, schema), splits, about)


@dataclass(slots=True)
class Ears:
    """Hears what readers and writers say, and counts ids up for them."""

    said: list[str] = field(default_factory=list)
    lost: list[Lost] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_id(self, kind: Kind) -> str:
        """The next id of that kind."""
        return f"{kind[0]}-{next(self._numbers):010d}"

    def reading(self, schema: Schema = SCHEMA, **options: str) -> Reading:
        """What a reader is told."""
        return Reading(schema, self.new_id, self.said.append, options)

    def writing(self, **options: str) -> Writing:
        """What a writer is told."""
        return Writing(self.lost.append, self.said.append, options)
