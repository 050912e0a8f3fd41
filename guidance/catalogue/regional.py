"""What figures and employers say of a region."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import Employer, Metric, NewSpecialty, Statistic

# How many colleges there are. Counts of one kind of organisation leave out higher colleges: they are no total.
_NUMBER_OF_COLLEGES = ("colleges_total", "colleges_total_bns")
# What a family asks first, in this order.
_KEY = (
    "students_total",
    "state_order_places",
    "students_state_order_share",
    "dual_students",
    "graduates_employed",
    "targeted_training_students",
    "dormitories",
)
# Fewer than these are filled up; more than those are not shown.
_FEW, MOST_KEY_FIGURES = 3, 5
TOPICS = (
    "free_places",
    "students",
    "network",
    "employment",
    "dual",
    "targeted",
    "sponsors",
    "support",
    "quality",
    "championships",
    "abroad",
    "staff",
    "money",
    "events",
    "other",
)
# These introduce no region: what was spent or celebrated helps nobody to choose.
_NOT_KEY = frozenset({"money", "events", "other"})

# One number of one year, with all rows that give it.
Value = tuple[Statistic, ...]


@dataclass(frozen=True)
class Figure:
    """What is counted, with its values in a region: the newest year first, sources that disagree side by side."""

    metric: Metric
    values: tuple[Value, ...]

    @property
    def disagree(self) -> bool:
        """Whether sources give different values for one year."""
        return len(self.values) > len({one[0].year for one in self.values})

    @property
    def newest(self) -> "Figure":
        """The same with the values of the newest year alone."""
        return Figure(self.metric, tuple(one for one in self.values if one[0].year == self.values[0][0].year))


@dataclass(frozen=True)
class Enterprise:
    """All that one enterprise does for one college, or for colleges of a region that the source does not name."""

    deeds: tuple[Employer, ...]

    @property
    def college(self) -> str | None:
        """The id of the college, where it is known."""
        return self.deeds[0].college


def figures_of(catalogue: Catalogue, region: str) -> list[Figure]:
    """Everything that is counted for a region, by topic; of the whole country nothing is taken for a region's."""
    return [one for one in figures_from(catalogue, catalogue.statistics_of(region)) if one.metric.regional]


def figures_from(catalogue: Catalogue, statistics: Iterable[Statistic]) -> list[Figure]:
    """These rows as figures, by topic."""
    found: dict[str, list[Statistic]] = defaultdict(list)
    for one in statistics:
        found[one.metric].append(one)
    metrics = sorted(
        (catalogue.metrics[code] for code in found),
        key=lambda metric: (_topic(metric), metric.topic, metric.place, metric.code),
    )
    return [Figure(metric, _newest_first(found[metric.code])) for metric in metrics]


def key_figures(catalogue: Catalogue, region: str) -> list[Figure]:
    """The few figures that a region is introduced with, each of its newest year; how many colleges is not among them.

    Where little is counted of what families ask first, the first of the other figures stand in.
    """
    figures = {
        one.metric.code: one
        for one in figures_of(catalogue, region)
        if not one.metric.code.startswith("colleges_total") and one.metric.topic not in _NOT_KEY
    }
    first = [code for code in _KEY if code in figures][:MOST_KEY_FIGURES]
    others = [code for code in figures if code not in first]
    return [figures[code].newest for code in [*first, *others[: max(0, _FEW - len(first))]]]


def number_of_colleges(catalogue: Catalogue, region: str) -> Statistic | None:
    """How many colleges a region has, by the newest figure.

    Of sources that disagree the well-founded one counts, then the one published last, then the larger number.
    """
    found = catalogue.statistics_of(region)
    for code in _NUMBER_OF_COLLEGES:
        if values := _newest_first(one for one in found if one.metric == code):
            return values[0][0]
    return None


def enterprises_in(catalogue: Catalogue, region: str) -> list[Enterprise]:
    """What enterprises do for the colleges of a region, each college apart, the newest first."""
    found: dict[tuple[str, str | None], list[Employer]] = defaultdict(list)
    for one in sorted(catalogue.employers_in(region), key=lambda one: (-(one.year or 0), one.id)):
        found[one.name("ru"), one.college].append(one)
    return [Enterprise(tuple(deeds)) for deeds in found.values()]


def new_specialties_in(catalogue: Catalogue, region: str) -> list[NewSpecialty]:
    """The specialties newly opened or planned in a region, the newest first."""
    return sorted(catalogue.new_specialties_in(region), key=lambda one: (-(one.year or 0), one.name("ru")))


def _newest_first(statistics: Iterable[Statistic]) -> tuple[Value, ...]:
    """Each number of a year once; years that are not known come last."""
    values: dict[tuple[int | None, float], list[Statistic]] = defaultdict(list)
    for one in sorted(statistics, key=lambda one: one.source_date or "", reverse=True):
        values[one.year, one.value].append(one)
    ranked = sorted(values.values(), key=_latest, reverse=True)
    return tuple(map(tuple, ranked))


def _latest(value: list[Statistic]) -> tuple[int, bool, str, float]:
    one = value[0]
    return (one.year or 0, any(row.certainty == "good" for row in value), one.source_date or "", one.value)


def _topic(metric: Metric) -> int:
    return TOPICS.index(metric.topic) if metric.topic in TOPICS else len(TOPICS)
