"""Which routes a family may use: every route's rules, tried from above."""

from collections.abc import Iterable
from dataclasses import dataclass

from guidance.funding.family import Family
from guidance.funding.routes import Route, Rule, Verdict


@dataclass(frozen=True)
class Finding:
    """A route with the rule that decides for this family."""

    route: Route
    rule: Rule

    @property
    def verdict(self) -> Verdict:
        """may, ask or not."""
        return self.rule.verdict


def findings(routes: Iterable[Route], family: Family) -> list[Finding]:
    """What each route that has rules means for a family, in the order of the routes."""
    return [
        Finding(route, next(rule for rule in route.rules if rule.when.holds(family))) for route in routes if route.rules
    ]
