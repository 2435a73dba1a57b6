"""All measures of agreement at once, from what two annotators have in common, and their means."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from annotator.core.coreference import MEASURES, EntitySums, Sums, scores_of
from annotator.core.grid import Category, Grid, alpha, kappa, only
from annotator.core.scores import Coefficient, Score, Tally, mean_coefficient, mean_score

NO_DOCUMENT = "there is no document that both have worked on"
NO_MENTION = "neither has marked a mention"
NO_CLAIM = "neither has made a claim"
NO_LINK = "neither has made a link"


class Measures(NamedTuple):
    """All measures; ``kappa`` and ``alpha`` are those on the code-point grid, ``entities`` by the measure's name."""

    exact: Score
    overlap: Score
    spans: Score
    kappa: Coefficient
    alpha: Coefficient
    claims: Score
    links: Score
    entities: Mapping[str, Score]

    def figures(self) -> dict[str, float | None]:
        """The one figure of each measure, under its name: F1 or the coefficient."""
        return {
            "exact": self.exact.f1,
            "overlap": self.overlap.f1,
            "spans": self.spans.f1,
            "kappa": self.kappa.value,
            "alpha": self.alpha.value,
            "claims": self.claims.f1,
            "links": self.links.f1,
            **{name: score.f1 for name, score in self.entities.items()},
        }


class LabelMeasures(NamedTuple):
    """The measures of the mentions of one label; on the grid a code point has the label or not."""

    exact: Score
    overlap: Score
    kappa: Coefficient
    alpha: Coefficient


TALLIES = ("exact", "overlap", "spans", "claims", "links")
Tallies: TypeAlias = Mapping[str, Tally]
"""What is counted, by the names of ``TALLIES``."""

NO_SUMS: EntitySums = {name: Sums((0, 0), (0, 0)) for name in MEASURES}


class Counted(NamedTuple):
    """What two annotators have in common, on one document or several; entities apart, as they cross documents."""

    tallies: Tallies
    grid: Grid

    def measures(self, entities: EntitySums = NO_SUMS) -> Measures:
        """The measures of these counts."""
        tallies = self.tallies
        return Measures(
            tallies["exact"].score(NO_MENTION),
            tallies["overlap"].score(NO_MENTION),
            tallies["spans"].score(NO_MENTION),
            kappa(self.grid),
            alpha(self.grid),
            tallies["claims"].score(NO_CLAIM),
            tallies["links"].score(NO_LINK),
            scores_of(entities),
        )


def counted_total(counted: Iterable[Counted]) -> Counted:
    """Several documents together."""
    tallies = dict.fromkeys(TALLIES, Tally())
    grid: Counter[tuple[Category, Category]] = Counter()
    for one in counted:
        tallies = {name: before.plus(one.tallies[name]) for name, before in tallies.items()}
        grid.update(one.grid)
    return Counted(tallies, grid)


def sums_total(sums: Iterable[EntitySums]) -> EntitySums:
    """Several groups of documents together, between which there are no entities."""
    found = dict(NO_SUMS)
    for one in sums:
        for name in MEASURES:
            before, more = found[name], one[name]
            precision = before.precision[0] + more.precision[0], before.precision[1] + more.precision[1]
            recall = before.recall[0] + more.recall[0], before.recall[1] + more.recall[1]
            found[name] = Sums(precision, recall)
    return found


def label_measures(label: str, exact: Tally, overlap: Tally, counts: Grid) -> LabelMeasures:
    """The measures of one label, ``counts`` being the grid of all."""
    of_label = only(counts, label)
    return LabelMeasures(exact.score(NO_MENTION), overlap.score(NO_MENTION), kappa(of_label), alpha(of_label))


def undefined(reason: str) -> Measures:
    """No measure has a value, for one reason."""
    none, nothing = Score(None, None, None, reason), Coefficient(None, reason)
    entities = dict.fromkeys((*MEASURES, "conll"), none)
    return Measures(none, none, none, nothing, nothing, none, none, entities)


def mean_measures(measures: Sequence[Measures]) -> Measures:
    """The means of each measure over those that have a value."""
    if not measures:
        return undefined(NO_DOCUMENT)
    return Measures(
        mean_score([one.exact for one in measures], NO_MENTION),
        mean_score([one.overlap for one in measures], NO_MENTION),
        mean_score([one.spans for one in measures], NO_MENTION),
        mean_coefficient([one.kappa for one in measures], NO_MENTION),
        mean_coefficient([one.alpha for one in measures], NO_MENTION),
        mean_score([one.claims for one in measures], NO_CLAIM),
        mean_score([one.links for one in measures], NO_LINK),
        {name: mean_score([one.entities[name] for one in measures], NO_LINK) for name in measures[0].entities},
    )


def mean_labels(labels: Sequence[Mapping[str, LabelMeasures]]) -> dict[str, LabelMeasures]:
    """Over the pairs of which one has the label at all."""
    found: dict[str, LabelMeasures] = {}
    for label in sorted({label for one in labels for label in one}):
        those = [one[label] for one in labels if label in one]
        found[label] = LabelMeasures(
            mean_score([one.exact for one in those], NO_MENTION),
            mean_score([one.overlap for one in those], NO_MENTION),
            mean_coefficient([one.kappa for one in those], NO_MENTION),
            mean_coefficient([one.alpha for one in those], NO_MENTION),
        )
    return found
