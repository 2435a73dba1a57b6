"""Which stretches two versions of a text share: a patience diff, by lines, then by ever shorter runs of words.

As in Bram Cohen's patience diff, what is once in each version holds the alignment, and repeated words cannot
pull it awry. Each level looks only between what the levels before have found, so that a text of 1 MB takes a
second or two whatever has changed in it; ``difflib`` compares each line with each that is alike.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from rapidfuzz.distance import Indel

LONGEST_GAP = 1 << 22
"""Code points between two shared stretches in which words are still looked for; lines are in a text of any length."""

MOST_WORDS = 2000
"""Words of a gap that are compared with each other all: some 4 million pairs, a few milliseconds."""

RUN = 6
"""Words and what stands between them, in a row, once in each version: what has been moved is known by them."""

_PIECES = re.compile(r"\w+|\s+|[^\w\s]")


class Block(NamedTuple):
    """A stretch of ``length`` code points that is at ``old`` in one version of a text and at ``new`` in the other."""

    old: int
    new: int
    length: int

    @property
    def shift(self) -> int:
        """By how many code points it has moved."""
        return self.new - self.old


class Gap(NamedTuple):
    """What two versions have between two shared stretches: ``[old, old_end)`` and ``[new, new_end)``."""

    old: int
    old_end: int
    new: int
    new_end: int


def aligned(old: str, new: str) -> list[Block]:
    """The stretches that both versions have in the same order, as long as they can be; they do not touch or overlap."""
    found: list[Block] = []
    waiting = [(Gap(0, len(old), 0, len(new)), 0)]
    while waiting:
        gap, level = waiting.pop()
        inner, ends = _trimmed(old, new, gap)
        found += ends
        while level < len(_LEVELS) and inner.old < inner.old_end and inner.new < inner.new_end:
            blocks = _LEVELS[level](old, new, inner)
            level += 1
            if blocks:
                found += blocks
                waiting += [(between, level) for between in gaps(blocks, inner)]
                break
    return _joined(found)


def moved_blocks(old: str, new: str, shared: Sequence[Block]) -> list[Block]:
    """The stretches of both versions that stand elsewhere in the other, by their place in the old one.

    ``shared`` is what is in order; each of these stretches lies between, and holds a run that both have once.
    """
    between = list(gaps(shared, Gap(0, len(old), 0, len(new))))
    sources = _runs(old, [(gap.old, gap.old_end) for gap in between])
    goals = _runs(new, [(gap.new, gap.new_end) for gap in between])
    found: list[Block] = []
    for run, (at, low, high) in sources.items():
        goal = goals.get(run)
        if at < 0 or goal is None or goal[0] < 0 or (found and at < found[-1].old + found[-1].length):
            continue
        after = _shared_start(old, new, Gap(at, high, goal[0], goal[2]))
        before = _shared_end(old, new, Gap(low, at, goal[1], goal[0]))
        found.append(Block(at - before, goal[0] - before, before + after))
    return found


def gaps(blocks: Iterable[Block], around: Gap) -> Iterator[Gap]:
    """What lies between blocks in their order, and before and after them, within ``around``."""
    old, new = around.old, around.new
    for block in blocks:
        yield Gap(old, block.old, new, block.new)
        old, new = block.old + block.length, block.new + block.length
    yield Gap(old, around.old_end, new, around.new_end)


def _trimmed(old: str, new: str, gap: Gap) -> tuple[Gap, list[Block]]:
    """A gap without what both sides begin and end with, and that."""
    found = []
    if length := _shared_start(old, new, gap):
        found.append(Block(gap.old, gap.new, length))
        gap = gap._replace(old=gap.old + length, new=gap.new + length)
    if length := _shared_end(old, new, gap):
        gap = gap._replace(old_end=gap.old_end - length, new_end=gap.new_end - length)
        found.append(Block(gap.old_end, gap.new_end, length))
    return gap, found


def _shared_start(old: str, new: str, gap: Gap) -> int:
    """How many code points both sides begin with; slices are compared, which is quick."""
    most = min(gap.old_end - gap.old, gap.new_end - gap.new)
    return _longest(most, lambda length: old[gap.old : gap.old + length] == new[gap.new : gap.new + length])


def _shared_end(old: str, new: str, gap: Gap) -> int:
    most = min(gap.old_end - gap.old, gap.new_end - gap.new)
    return _longest(
        most, lambda length: old[gap.old_end - length : gap.old_end] == new[gap.new_end - length : gap.new_end]
    )


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    """The greatest length up to ``most`` that fits, where all smaller ones do."""
    high = 16
    while high < most and fits(high):
        high *= 4
    return bisect_right(range(1, min(high, most) + 1), False, key=lambda length: not fits(length))


def _by_lines(old: str, new: str, gap: Gap) -> list[Block]:
    return _anchors(_lines(old, gap.old, gap.old_end), _lines(new, gap.new, gap.new_end), 1)


def _lines(text: str, start: int, end: int) -> list[tuple[str, int]]:
    found = []
    while start < end:
        stop = text.find("\n", start, end) + 1 or end
        found.append((text[start:stop], start))
        start = stop
    return found


def _by_words(run: int) -> Callable[[str, str, Gap], list[Block]]:
    def by_words(old: str, new: str, gap: Gap) -> list[Block]:
        if max(gap.old_end - gap.old, gap.new_end - gap.new) > LONGEST_GAP:
            return []
        return _anchors(_pieces(old, gap.old, gap.old_end), _pieces(new, gap.new, gap.new_end), run)

    return by_words


def _pieces(text: str, start: int, end: int) -> list[tuple[str, int]]:
    return [(match[0], match.start()) for match in _PIECES.finditer(text, start, end)]


def _pairwise(old: str, new: str, gap: Gap) -> list[Block]:
    """The longest common subsequence of words, where there are few."""
    if max(gap.old_end - gap.old, gap.new_end - gap.new) > MOST_WORDS * 10:
        return []
    sources, goals = _pieces(old, gap.old, gap.old_end), _pieces(new, gap.new, gap.new_end)
    if max(len(sources), len(goals)) > MOST_WORDS:
        return []
    found = []
    for step in Indel.opcodes([piece for piece, _ in sources], [piece for piece, _ in goals]):
        if step.tag == "equal":
            last, at = sources[step.src_end - 1]
            start = sources[step.src_start][1]
            if not any(character.isalnum() for character in old[start : at + len(last)]):
                continue  # a space or a full stop is the same anywhere
            found.append(Block(start, goals[step.dest_start][1], at + len(last) - start))
    return found


_LEVELS: tuple[Callable[[str, str, Gap], list[Block]], ...] = (
    _by_lines,
    _by_lines,
    _by_words(RUN),
    _by_words(2),
    _by_words(1),
    _pairwise,
)

_Pieces: TypeAlias = Sequence[tuple[str, int]]


def _anchors(sources: _Pieces, goals: _Pieces, run: int) -> list[Block]:
    """The runs of so many pieces that both sides have once, as many as stand in the same order."""
    elsewhere = _once(goals, run)
    pairs = [(place, elsewhere[words]) for words, place in _once(sources, run).items() if words in elsewhere]
    found: list[Block] = []
    for source, goal in _rising(pairs):
        start, at = sources[source][1], goals[goal][1]
        last, last_at = sources[source + run - 1]
        before = found[-1] if found else Block(0, 0, 0)
        if start >= before.old + before.length and at >= before.new + before.length:
            found.append(Block(start, at, last_at + len(last) - start))
        elif start - at == before.old - before.new:
            found[-1] = before._replace(length=last_at + len(last) - before.old)
    return _joined(found)


def _once(pieces: _Pieces, run: int) -> dict[tuple[str, ...], int]:
    """The runs that are there once, with their places, in order."""
    words = [piece for piece, _ in pieces]
    places: dict[tuple[str, ...], int] = {}
    for place, one in enumerate(zip(*(words[start:] for start in range(run)), strict=False)):
        places[one] = -1 if one in places else place
    return {one: place for one, place in places.items() if place >= 0}


def _rising(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest subsequence of pairs, sorted by their first number, whose second numbers rise."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for number, (_, goal) in enumerate(pairs):
        place = bisect_left(tails, goal)
        before.append(ends[place - 1] if place else -1)
        tails[place : place + 1] = [goal]
        ends[place : place + 1] = [number]
    found = []
    number = ends[-1] if ends else -1
    while number >= 0:
        found.append(pairs[number])
        number = before[number]
    return found[::-1]


def _joined(blocks: Iterable[Block]) -> list[Block]:
    """Blocks in order, those that touch in both versions made one."""
    found: list[Block] = []
    for block in sorted(blocks):
        last = found[-1] if found else None
        if last is not None and last.shift == block.shift and last.old + last.length == block.old:
            found[-1] = last._replace(length=last.length + block.length)
        else:
            found.append(block)
    return found


def _runs(text: str, stretches: Sequence[tuple[int, int]]) -> dict[tuple[str, ...], tuple[int, int, int]]:
    """The runs of words in these stretches: where each is, and the ends of its stretch; -1 where it is there twice."""
    found: dict[tuple[str, ...], tuple[int, int, int]] = {}
    if sum(end - start for start, end in stretches) > LONGEST_GAP:
        return found
    for start, end in stretches:
        pieces = _pieces(text, start, end)
        words = [piece for piece, _ in pieces]
        for one, (_, place) in zip(zip(*(words[at:] for at in range(RUN)), strict=False), pieces, strict=False):
            found[one] = (-1, start, end) if one in found else (place, start, end)
    return found
