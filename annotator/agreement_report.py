"""How well annotators agree: as data with stable keys, and as tables for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from annotator.console import NONE, say, say_table
from annotator.core.agreement import AgreementReport
from annotator.core.bootstrap import Interval
from annotator.core.coreference import MEASURES
from annotator.core.measures import LabelMeasures, Measures
from annotator.core.quality import Quality, Stretch
from annotator.core.scores import Coefficient, Score
from annotator.reports import counted

NAMES: Mapping[str, str] = {
    "exact": "mentions, exact",
    "overlap": "mentions, overlap",
    "spans": "mentions, spans only",
    "kappa": "mentions, κ of code points",
    "alpha": "mentions, α of code points",
    "claims": "claims",
    "links": "links",
    "muc": "entities, MUC",
    "b3": "entities, B³",
    "ceafe": "entities, CEAFe",
    "lea": "entities, LEA",
    "conll": "entities, CoNLL",
}
"""What each figure is called."""

MOST_DOCUMENTS = 40
"""Documents that are listed, those with the least agreement first; --json has all."""


def agreement_data(report: AgreementReport, qualities: Sequence[Quality], notes: Sequence[str]) -> dict[str, Any]:
    """All of a report; where a figure is None, the ``why`` beside it tells the reason."""
    return {
        "annotators": list(report.annotators),
        "overall": {**_measures_data(report.overall), "intervals": _intervals_data(report.intervals)},
        "pairs": [
            {
                "annotators": list(one.pair),
                "documents": list(one.documents),
                **_measures_data(one.measures),
                "labels": {label: _label_data(measures) for label, measures in one.labels.items()},
            }
            for one in report.pairs
        ],
        "labels": {label: _label_data(measures) for label, measures in report.labels.items()},
        "documents": {
            document: {
                **_measures_data(one.measures),
                "labels": {label: _score_data(score) for label, score in one.labels.items()},
            }
            for document, one in report.documents.items()
        },
        "quality": {one.annotator: _quality_data(one) for one in qualities},
        "notes": list(notes),
    }


def _quality_data(one: Quality) -> dict[str, Any]:
    return {**_stretch_data(one.whole), "parts": [_stretch_data(part) for part in one.parts]}


def _stretch_data(part: Stretch) -> dict[str, Any]:
    """Records an hour, the share that the curator corrected, the drift; null where nothing tells."""
    return {
        "began": part.began or None,
        "documents": part.documents,
        "records": part.records,
        "per-hour": part.per_hour,
        "checked": part.checked,
        "corrected": part.corrected,
        "drift": part.drift,
    }


def _measures_data(measures: Measures) -> dict[str, Any]:
    entities = {name: _score_data(measures.entities[name]) for name in MEASURES}
    conll = Coefficient(measures.entities["conll"].f1, measures.entities["conll"].reason)
    return {
        "mentions": {
            "exact": _score_data(measures.exact),
            "overlap": _score_data(measures.overlap),
            "spans": _score_data(measures.spans),
            **_coefficients_data(kappa=measures.kappa, alpha=measures.alpha),
        },
        "claims": _score_data(measures.claims),
        "links": _score_data(measures.links),
        "entities": {**entities, **_coefficients_data(conll=conll)},
    }


def _label_data(measures: LabelMeasures) -> dict[str, Any]:
    return {
        "exact": _score_data(measures.exact),
        "overlap": _score_data(measures.overlap),
        **_coefficients_data(kappa=measures.kappa, alpha=measures.alpha),
    }


def _score_data(score: Score) -> dict[str, Any]:
    data: dict[str, Any] = {"precision": score.precision, "recall": score.recall, "f1": score.f1}
    return data | ({"why": score.reason} if score.f1 is None else {})


def _coefficients_data(**coefficients: Coefficient) -> dict[str, Any]:
    data: dict[str, Any] = {name: one.value for name, one in coefficients.items()}
    why = {name: one.reason for name, one in coefficients.items() if one.value is None}
    return data | ({"why": why} if why else {})


def _intervals_data(intervals: Mapping[str, Interval]) -> dict[str, Any]:
    return {
        name: {"low": one.low, "high": one.high, **({"why": one.reason} if one.low is None else {})}
        for name, one in intervals.items()
    }


def print_agreement(report: AgreementReport, qualities: Sequence[Quality], notes: Sequence[str]) -> None:
    """Overall figures with their intervals, then per pair, label and document; at last why some have no value."""
    documents = counted(len(report.documents), "document")
    pairs = counted(len(report.pairs), "pair")
    say(f"Agreement of {', '.join(report.annotators)}: {pairs} of annotators, {documents} that two have worked on.")
    figures = report.overall.figures()
    scores = _scores(report.overall)
    say_table(
        ("measure", "precision", "recall", "F1 or value", "95% interval"),
        [
            (
                words,
                _number(scores[name].precision if name in scores else None),
                _number(scores[name].recall if name in scores else None),
                _number(figures[name]),
                _interval(report.intervals[name]),
            )
            for name, words in NAMES.items()
        ],
    )
    _print_pairs(report)
    say_table(
        ("label", "exact F1", "overlap F1", "κ", "α"),
        [
            (label, _number(one.exact.f1), _number(one.overlap.f1), _number(one.kappa.value), _number(one.alpha.value))
            for label, one in report.labels.items()
        ],
    )
    _print_documents(report)
    _print_quality(qualities)
    reasons = _reasons(report.overall)
    if reasons or notes:
        say()
    for words, reason in reasons:
        say(f"{words}: undefined, as {reason}.")
    for note in notes:
        say(note)


def _print_pairs(report: AgreementReport) -> None:
    if len(report.pairs) > 1:
        say_table(
            ("pair", "documents", "exact F1", "overlap F1", "κ", "α", "claims", "links", "CoNLL"),
            [
                (" and ".join(one.pair), len(one.documents), *_few(one.measures), _number(one.measures.claims.f1),
                 _number(one.measures.links.f1), _number(one.measures.entities["conll"].f1))
                for one in report.pairs
            ],
        )  # fmt: skip


def _print_documents(report: AgreementReport) -> None:
    def least_first(document: str) -> tuple[float, str]:
        f1 = report.documents[document].measures.exact.f1
        return (2.0 if f1 is None else f1), document

    order = sorted(report.documents, key=least_first)
    say_table(
        ("document", "exact F1", "overlap F1", "κ", "α", "claims", "links"),
        [
            (document, *_few(one), _number(one.claims.f1), _number(one.links.f1))
            for document in order[:MOST_DOCUMENTS]
            for one in [report.documents[document].measures]
        ],
        flexible=["document"],
    )
    if len(order) > MOST_DOCUMENTS:
        say(f"These are the {MOST_DOCUMENTS} with the least agreement; --json has all {len(order)}.")


def _print_quality(qualities: Sequence[Quality]) -> None:
    say_table(
        ("annotator", "records", "an hour", "checked", "corrected", "drift", "drift, over time"),
        [
            (
                one.annotator,
                one.whole.records,
                NONE if one.whole.per_hour is None else f"{one.whole.per_hour:.0f}",
                one.whole.checked,
                NONE if one.whole.corrected is None else f"{one.whole.corrected:.0%}",
                _number(one.whole.drift),
                " ".join(_number(part.drift) for part in one.parts),
            )
            for one in qualities
        ],
    )


def _few(measures: Measures) -> tuple[str, str, str, str]:
    figures = (measures.exact.f1, measures.overlap.f1, measures.kappa.value, measures.alpha.value)
    one, two, three, four = map(_number, figures)
    return one, two, three, four


def _scores(measures: Measures) -> dict[str, Score]:
    scores = {"exact": measures.exact, "overlap": measures.overlap, "spans": measures.spans}
    return {**scores, "claims": measures.claims, "links": measures.links, **measures.entities}


def _reasons(measures: Measures) -> list[tuple[str, str]]:
    """For each figure without a value what it is called, and why."""
    reasons = {name: one.reason for name, one in _scores(measures).items() if one.f1 is None}
    for name, one in (("kappa", measures.kappa), ("alpha", measures.alpha)):
        if one.value is None:
            reasons[name] = one.reason
    return [(words, reasons[name]) for name, words in NAMES.items() if name in reasons]


def _number(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"


def _interval(one: Interval) -> str:
    return NONE if one.low is None or one.high is None else f"{one.low:.3f} to {one.high:.3f}"
