from hypothesis import given
from hypothesis import strategies as st

from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.catalogue.catalogue import Catalogue
from guidance.matching.families import also_worth_a_look, best_families
from guidance.matching.specialties import best_specialties

thirds = st.lists(st.integers(3, 15).map(lambda total: total / 3), min_size=6, max_size=6)


def profile(*values: float) -> Profile:
    return Profile(dict(zip(Interest, values, strict=True)))


def test_families_that_anybody_would_expect(catalogue: Catalogue) -> None:
    assert [family.code for family in best_families(profile(1, 1, 5, 2, 1, 1), catalogue, 2)] == ["stage", "design"]
    assert best_families(profile(1, 1, 1, 1, 2, 5), catalogue, 1)[0].code in {"finance", "documents"}
    assert best_families(profile(1, 3, 1, 5, 1, 2), catalogue, 1)[0].code in {"medicine", "care", "teaching"}
    assert best_families(profile(5, 1, 1, 1, 1, 2), catalogue, 1)[0].code not in {"finance", "stage", "teaching"}


@given(values=thirds)
def test_nothing_is_suggested_against_the_person(catalogue: Catalogue, values: list[float]) -> None:
    person = profile(*values)
    shown = best_specialties(person, catalogue.specialties.values())
    families = best_families(person, catalogue)
    assert len({family.code for family in families}) == len(families) <= 3
    assert bool(families) == bool(shown)
    other = also_worth_a_look(person, catalogue, shown)
    if other:
        assert other.agreement > 0
        assert other.specialty.field not in {match.specialty.field for match in shown}


def test_a_constant_profile_is_told_nothing(catalogue: Catalogue) -> None:
    assert best_families(profile(3, 3, 3, 3, 3, 3), catalogue) == []
    assert also_worth_a_look(profile(3, 3, 3, 3, 3, 3), catalogue, []) is None
