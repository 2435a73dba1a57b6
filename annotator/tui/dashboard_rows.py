"""What the dashboard says, line by line: few plots, each the answer to one question."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size

from annotator.core.agreement import PairAgreement
from annotator.core.display import one_line
from annotator.core.measures import Measures
from annotator.core.model import Status
from annotator.core.quality import Quality
from annotator.core.schema import Schema
from annotator.core.sentences import Part
from annotator.storage.agreement import AgreementReading
from annotator.tui.themes import HEATS
from annotator.tui.widgets.rows import Line

CELL = 8
"""Cells of a column of figures."""

WIDEST, NAME = 110, 22
"""Cells that a plot takes at most, and that a name in front of it has."""

WARM = (0.9, 0.8, 0.67, 0.5)
"""Below each of these a figure's ground is a shade warmer."""

SPARKS = "▁▂▃▄▅▆▇█"
STEEPEST = 0.25
"""The drift, in bits, that is drawn at full height."""

DONE, BEGUN, NOTHING = "■", "▪", "□"
MOST_MARKS = 8
"""Annotators whose progress on each document is shown beside it."""

MOST_SQUARE = 3
"""Annotators up to whose number pairs stand in a list with all measures; of more there is a square of one measure."""

Draw = Callable[[int], Line]
"""Draws a row in so many cells."""


class DashboardRow(NamedTuple):
    """One row; enter leads to the document ``leads_to``, where it is not empty."""

    draw: Draw
    leads_to: str = ""


class Told(NamedTuple):
    """All that the dashboard shows: who has how many documents to do, and what was read."""

    reading: AgreementReading
    due: Mapping[str, int]
    curator: str


def dashboard_rows(told: Told, schema: Schema) -> list[DashboardRow]:
    """The rows, in their order."""
    parts = (
        _progress(told),
        _labels(told, schema),
        _agreement(told),
        _quality(told),
        _documents(told, schema),
        _notes(told),
    )
    rows: list[DashboardRow] = []
    for part in parts:
        made = list(part)
        rows += [_blank(), *made] if made and rows else made
    return rows


def _progress(told: Told) -> Iterator[DashboardRow]:
    yield _head("HOW FAR ARE WE")
    reached: dict[str, Counter[Status]] = {name: Counter() for name in told.due}
    for one in told.reading.standings:
        reached.setdefault(one.annotator, Counter())[one.status] += 1
    for name, statuses in reached.items():
        done, going = statuses[Status.DONE], statuses[Status.IN_PROGRESS] + statuses[Status.TODO]
        total = max(told.due.get(name, 0), done + going)
        if total:
            yield DashboardRow(partial(_bar_of_progress, name=name, done=done, going=going, total=total))
    if not reached:
        yield _sentence("Nobody has annotated here yet; F1 lists the documents.")


def _bar_of_progress(width: int, name: str, done: int, going: int, total: int) -> Line:
    words = f"  {done} of {total} done" + (f", {going} begun" if going else "")
    room = max(4, min(width, WIDEST) - NAME - 28)
    first, second = _share(done, total, room), _share(done + going, total, room)
    second = max(first, second)
    return Line(
        (
            Part(_cell(name, NAME)),
            Part("━" * first, "strong"),
            Part("━" * (second - first), "link"),
            Part("╌" * (room - second), "dim"),
            Part(words, "dim"),
        ),
        indent=1,
    )


def _labels(told: Told, schema: Schema) -> Iterator[DashboardRow]:
    counts: Counter[str] = Counter(dict.fromkeys(schema.labels, 0))
    for one in told.reading.standings:
        if one.annotator != told.curator:
            counts.update(one.labels)
    most = max(counts.values(), default=0)
    if not most:
        return
    yield _head("WHICH LABELS")
    for label, count in counts.items():
        hue = schema.colour_of(label)
        yield DashboardRow(partial(_bar_of_label, label=label, count=count, most=most, hue=hue))


def _bar_of_label(width: int, label: str, count: int, most: int, hue: str) -> Line:
    room = max(4, min(width, WIDEST) - NAME - 28)
    length = max(1, _share(count, most, room)) if count else 0
    return Line((Part(_cell(label, NAME)), Part("━" * length, hue), Part(f"  {count:,}", "dim")), indent=1)


def _agreement(told: Told) -> Iterator[DashboardRow]:
    report = told.reading.report
    yield _head("DO WE AGREE", "F1, and κ of code points; warmer is less")
    if len(report.annotators) < 2:
        yield _sentence("Agreement is between two or more annotators; here there are fewer.")
        return
    if not report.documents:
        yield _sentence("No document has been annotated by two yet.")
        return
    if len(report.annotators) > MOST_SQUARE:
        yield from _square(told)
    else:
        yield _columns("", [name for name, _ in _MEASURES])
        for pair in report.pairs:
            figures = [figure(pair.measures) for _, figure in _MEASURES]
            yield _heat(" and ".join(pair.pair), figures, _worst(told, [pair]))
    if len(report.pairs) > 1:
        yield _columns("", [name for name, _ in _MEASURES])
        yield _heat("all pairs, mean", [figure(report.overall) for _, figure in _MEASURES], "")


_MEASURES: tuple[tuple[str, Callable[[Measures], float | None]], ...] = (
    ("exact", lambda one: one.exact.f1),
    ("overlap", lambda one: one.overlap.f1),
    ("κ", lambda one: one.kappa.value),
    ("claims", lambda one: one.claims.f1),
    ("links", lambda one: one.links.f1),
    ("CoNLL", lambda one: one.entities["conll"].f1),
)


def _square(told: Told) -> Iterator[DashboardRow]:
    """Everybody against everybody, by the exact F1 of mentions."""
    report = told.reading.report
    known = {pair.pair: pair for pair in report.pairs}
    yield _columns("exact F1 of mentions", report.annotators)
    for one in report.annotators:
        theirs = [known.get((one, other)) or known.get((other, one)) for other in report.annotators]
        figures = [pair.measures.exact.f1 if pair is not None else None for pair in theirs]
        yield _heat(one, figures, _worst(told, [pair for pair in theirs if pair is not None]))


def _worst(told: Told, pairs: Sequence[PairAgreement]) -> str:
    """Of the documents of these pairs the one with the least agreement; empty where there is none."""
    documents = {document for pair in pairs for document in pair.documents}
    return min(documents, key=lambda document: _least_first(told, document), default="")


def _least_first(told: Told, document: str) -> tuple[float, str]:
    one = told.reading.report.documents.get(document)
    f1 = one.measures.exact.f1 if one is not None else None
    return (2.0 if one is not None else 3.0) if f1 is None else f1, document


def _quality(told: Told) -> Iterator[DashboardRow]:
    known = [one for one in told.reading.quality if one.whole.records]
    if not known:
        return
    yield _head("WHO DRIFTS", "what the curator changed; labels unlike the others'")
    yield _columns("", ["records", "an hour", "checked", "changed", "drift", "in time"])
    for one in known:
        yield DashboardRow(partial(_quality_line, one=one))


def _quality_line(_width: int, one: Quality) -> Line:
    whole = one.whole
    figures = (
        f"{whole.records:,}",
        "–" if whole.per_hour is None else f"{whole.per_hour:.0f}",
        f"{whole.checked:,}",
        "–" if whole.corrected is None else f"{whole.corrected:.0%}",
        _figure(whole.drift),
    )
    drawn = "".join(_spark(part.drift) for part in one.parts)
    cells = [Part(f"{figure:>{CELL - 1}} ") for figure in figures]
    return Line((Part(_cell(one.annotator, NAME)), *cells, Part(f"  {drawn}", "strong")), indent=1)


def _spark(drift: float | None) -> str:
    return "·" if drift is None else SPARKS[min(len(SPARKS) - 1, int(drift / STEEPEST * len(SPARKS)))]


def _documents(told: Told, schema: Schema) -> Iterator[DashboardRow]:
    """All documents that somebody has worked on: documents against labels, those with the least agreement first."""
    reading = told.reading
    statuses: dict[str, dict[str, Status]] = {}
    for one in reading.standings:
        statuses.setdefault(one.document, {})[one.annotator] = one.status
    if not statuses:
        return
    labels = [*schema.labels, *(label for label in reading.report.labels if label not in schema.labels)]
    yield _head("WHERE DO WE DIFFER", "exact F1 of each label; ⏎ reviews")
    names = [*reading.report.annotators, *([told.curator] if told.curator not in reading.report.annotators else [])]
    yield _columns(f"{DONE} done, {BEGUN} begun", ["all", *labels])
    for document in sorted(statuses, key=lambda document: _least_first(told, document)):
        marks = "".join(_mark(statuses[document].get(name)) for name in names[:MOST_MARKS])
        found = reading.report.documents.get(document)
        figures: list[float | None] = [None] * (len(labels) + 1)
        if found is not None:
            scores = [found.labels.get(label) for label in labels]
            figures = [found.measures.exact.f1, *(score.f1 if score is not None else None for score in scores)]
        yield _heat(document, figures, document, marks)


def _mark(status: Status | None) -> str:
    """How far somebody is: what has a status at all has been worked on, whatever it says."""
    if status is None:
        return NOTHING
    return DONE if status is Status.DONE else BEGUN


def _notes(told: Told) -> Iterator[DashboardRow]:
    for note in told.reading.notes:
        yield _sentence(note)
    for problem in told.reading.problems:
        yield _sentence(f"Not counted: {problem}", "warning")


def _head(words: str, beside: str = "") -> DashboardRow:
    return DashboardRow(
        lambda _width: Line((Part(words, "header"), Part(f"   {beside}" if beside else "", "dim")), indent=1)
    )


def _sentence(words: str, style: str = "dim") -> DashboardRow:
    return DashboardRow(lambda _width: Line((Part(one_line(words), style),), indent=1))


def _blank() -> DashboardRow:
    return DashboardRow(lambda _width: Line())


def _columns(words: str, names: Sequence[str]) -> DashboardRow:
    def draw(width: int) -> Line:
        shown = names[: _room(width)]
        cells = "".join(f"{_right(name, CELL - 1)} " for name in shown)
        return Line((Part(_cell(words, NAME) + cells, "dim"),), indent=1)

    return DashboardRow(draw)


def _heat(name: str, figures: Sequence[float | None], leads_to: str, marks: str = "") -> DashboardRow:
    """A row of a heat map: each figure on a ground that is the warmer the lower it is."""

    def draw(width: int) -> Line:
        room = NAME - (len(marks) + 1 if marks else 0)
        parts = [Part(_cell(name, room), "strong" if leads_to else ""), Part(f"{marks} " if marks else "", "dim")]
        for figure in figures[: _room(width)]:
            parts += [Part(" "), Part(f"{_figure(figure):>{CELL - 2}} ", _warmth(figure))]
        if len(figures) > _room(width):
            parts.append(Part(" …", "dim"))
        return Line(tuple(parts), indent=1)

    return DashboardRow(draw, leads_to)


def _room(width: int) -> int:
    """How many columns of figures there is room for."""
    return max(1, (width - 2 - NAME) // CELL)


def _warmth(figure: float | None) -> str:
    if figure is None:
        return "dim"
    steps = sum(figure < limit for limit in WARM)
    return HEATS[steps - 1] if steps else ""


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _share(part: int, whole: int, room: int) -> int:
    return round(room * part / whole)


def _cell(text: str, cells: int) -> str:
    """Text in so many cells, with a space after it at least."""
    return set_cell_size(_cut(text, cells - 1), cells)


def _right(text: str, cells: int) -> str:
    """Text at the right edge of so many cells."""
    text = _cut(text, cells)
    return " " * (cells - cell_len(text)) + text


def _cut(text: str, cells: int) -> str:
    text = one_line(text)
    return text if cell_len(text) <= cells else set_cell_size(text, max(0, cells - 1)).rstrip() + "…"
