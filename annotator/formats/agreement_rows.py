"""The rows of the table of agreement."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.core.agreement import AgreementReport
from annotator.core.bootstrap import Interval
from annotator.core.measures import LabelMeasures, Measures
from annotator.core.scores import Coefficient, Score
from annotator.formats.tables import Row

_NO_INTERVAL = Interval(None, None)


def agreement_rows(report: AgreementReport) -> Iterator[Row]:
    """Each figure of all annotators, of each pair, and of each label."""
    everybody = ", ".join(report.annotators)
    for name, measure in _named(report.overall):
        interval = report.intervals.get(name, _NO_INTERVAL)
        yield (name, "all", "", everybody, None, *_value(measure, interval))
    for pair in report.pairs:
        for name, measure in _named(pair.measures):
            yield (name, "pair", "", ", ".join(pair.pair), len(pair.documents), *_value(measure))
    for label, measures in report.labels.items():
        for name, measure in _named(measures):
            yield (name, "label", label, everybody, None, *_value(measure))


def _named(measures: Measures | LabelMeasures) -> Iterator[tuple[str, Score | Coefficient]]:
    for name, measure in zip(measures._fields, measures, strict=True):
        if isinstance(measure, Score | Coefficient):
            yield name, measure
    if isinstance(measures, Measures):
        yield from measures.entities.items()


def _value(measure: Score | Coefficient, interval: Interval = _NO_INTERVAL) -> Row:
    value = measure.f1 if isinstance(measure, Score) else measure.value
    return value, interval.low, interval.high, measure.reason
