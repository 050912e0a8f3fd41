"""What is counted and said of the whole country, by topic."""

from collections import defaultdict
from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import COUNTRY, Statistic
from guidance.catalogue.happenings import Disagreement, Statement
from guidance.catalogue.regional import TOPICS, Figure, figures_from


@dataclass(frozen=True)
class TopicPage:
    """One topic: the figures of the country, what is said of it anywhere, and why sources disagree about it."""

    topic: str
    figures: tuple[Figure, ...]
    statements: tuple[Statement, ...]
    disagreements: tuple[Disagreement, ...]


def topic_page(catalogue: Catalogue, topic: str) -> TopicPage:
    """Everything about a topic; what is said of the country stands before what is said of regions."""
    figures = figures_from(catalogue, catalogue.statistics_of(COUNTRY))
    said = [one for one in catalogue.statements if one.topic == topic]
    return TopicPage(
        topic,
        tuple(one for one in figures if one.metric.topic == topic),
        tuple(sorted(said, key=lambda one: (one.region != COUNTRY, one.region, one.id))),
        tuple(sorted((one for one in catalogue.disagreements if one.topic == topic), key=lambda one: one.place)),
    )


def national_topics(catalogue: Catalogue) -> list[str]:
    """The topics about which something is known of the country, in the order in which they are shown."""
    known = {catalogue.metrics[one.metric].topic for one in catalogue.statistics_of(COUNTRY)}
    known |= {one.topic for one in catalogue.statements}
    return [topic for topic in TOPICS if topic in known]


def yearly(figure: Figure) -> list[Statistic]:
    """A figure through the years, the oldest first: of each year the first of its values that is well founded."""
    by_year: dict[int, list[Statistic]] = defaultdict(list)
    for value in figure.values:
        if value[0].year and value[0].certainty == "good":
            by_year[value[0].year].append(value[0])
    return [by_year[year][0] for year in sorted(by_year)]
