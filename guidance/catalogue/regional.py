"""What figures say of a region."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import Employer, Metric, NewSpecialty, Statistic

# How many colleges there are, by the ministry and the akimats first: some counts leave out higher colleges or branches.
_NUMBER_OF_COLLEGES = ("colleges_total", "colleges_total_bns", "colleges_total_bns_type_college")
# What a family asks first, in this order.
_KEY = ("students_total", "state_order_places", "students_state_order_share", "dual_students", "graduates_employed")
_TOPICS = (
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


@dataclass(frozen=True)
class Figure:
    """What is counted, with its values in a region: the newest year first, sources that disagree side by side."""

    metric: Metric
    statistics: tuple[Statistic, ...]

    @property
    def disagree(self) -> bool:
        """Whether two sources give different values for the newest year."""
        newest = self.statistics[0].year
        return len({one.value for one in self.statistics if one.year == newest}) > 1


def figures_of(catalogue: Catalogue, region: str) -> list[Figure]:
    """Everything that is counted for a region, by topic; of the whole country nothing is taken for a region's."""
    found = _by_metric(catalogue, region)
    shown = [metric for metric in catalogue.metrics.values() if metric.regional and metric.code in found]
    order = sorted(shown, key=lambda metric: (_topic(metric), metric.place, metric.code))
    return [Figure(metric, found[metric.code]) for metric in order]


def key_figures(catalogue: Catalogue, region: str) -> list[Figure]:
    """The few figures that a region is introduced with."""
    found = _by_metric(catalogue, region)
    return [
        Figure(catalogue.metrics[code], found[code]) for code in _KEY if code in found and code in catalogue.metrics
    ]


def number_of_colleges(catalogue: Catalogue, region: str) -> Statistic | None:
    """How many colleges a region has, by the newest figure of the best source."""
    found = _by_metric(catalogue, region)
    return next((found[code][0] for code in _NUMBER_OF_COLLEGES if code in found), None)


def employers_in(catalogue: Catalogue, region: str) -> list[Employer]:
    """What enterprises do in a region, the newest first."""
    return sorted(
        (one for one in catalogue.employers if one.region == region), key=lambda one: (-(one.year or 0), one.id)
    )


def new_specialties_in(catalogue: Catalogue, region: str) -> list[NewSpecialty]:
    """The specialties newly opened or planned in a region, the newest first."""
    return sorted(
        (one for one in catalogue.new_specialties if one.region == region),
        key=lambda one: (-(one.year or 0), one.name("ru")),
    )


def _by_metric(catalogue: Catalogue, region: str) -> Mapping[str, tuple[Statistic, ...]]:
    found: dict[str, list[Statistic]] = defaultdict(list)
    for one in catalogue.statistics_of(region):
        found[one.metric].append(one)
    return {code: _newest_first(statistics) for code, statistics in found.items()}


def _newest_first(statistics: Sequence[Statistic]) -> tuple[Statistic, ...]:
    return tuple(sorted(statistics, key=lambda one: (-(one.year or 0), one.certainty == "doubtful", -one.value)))


def _topic(metric: Metric) -> int:
    return _TOPICS.index(metric.topic) if metric.topic in _TOPICS else len(_TOPICS)
