"""What amounts are in tenge: many are given in MCI (МРП, АЕК), the monthly calculation index of the year."""

from dataclasses import dataclass

from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.figures import COUNTRY
from guidance.funding.routes import Amount

# The metric of ``data/metrics.csv`` that holds the index.
MCI = "mci"


@dataclass(frozen=True)
class Money:
    """So many tenge; ``mci_year`` is the year whose index they were worked out with, if any was."""

    tenge: int
    mci_year: int | None


def mci_by_year(catalogue: Catalogue) -> dict[int, int]:
    """The index in tenge, by year, as the figures of the country have it."""
    return {one.year: round(one.value) for one in catalogue.statistics_of(COUNTRY) if one.metric == MCI and one.year}


def money_of(amount: Amount, indices: dict[int, int], year: int) -> Money | None:
    """An amount in tenge: multiples of the MCI with the index of ``year``, or of the newest year known before it.

    ``None`` where an index is needed and none is known.
    """
    if amount.mci is None:
        return Money(amount.tenge or 0, None)
    newest = max((one for one in indices if one <= year), default=None)
    return None if newest is None else Money(round(amount.mci * indices[newest]), newest)
