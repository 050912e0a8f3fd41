import itertools
from collections.abc import Callable

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import Specialty
from guidance.matching.specialties import ABOUT_SEVEN, ASKED_FOR, Fit, SpecialtyMatch, best_specialties, explain

R, I, A, S, E, C = Interest  # noqa: E741

_thirds = st.lists(st.integers(3, 15), min_size=6, max_size=6)


Suggest = Callable[[Profile, int], list[SpecialtyMatch]]


def profile(*values: float) -> Profile:
    return Profile(dict(zip(Interest, values, strict=True)))


def explained(person: Profile, specialty: Specialty) -> SpecialtyMatch:
    match = explain(person, specialty)
    assert match is not None
    return match


@pytest.fixture(scope="session")
def suggest(catalogue: Catalogue) -> Suggest:
    """The best of all specialties; the same whatever order they stand in."""
    specialties = list(catalogue.specialties.values())

    def ask(person: Profile, limit: int) -> list[SpecialtyMatch]:
        matches = best_specialties(person, specialties, limit)
        assert matches == best_specialties(person, reversed(specialties), limit)
        return matches

    return ask


@pytest.fixture
def specialty(catalogue: Catalogue) -> Specialty:
    """Work with things first, numbers next, and some words with customers."""
    some = next(iter(catalogue.specialties.values()))
    return some.model_copy(update={"R": 6.0, "I": 2.0, "A": 1.0, "S": 4.0, "E": 3.0, "C": 5.0})


@pytest.mark.parametrize("interest", Interest)
def test_one_strong_interest_leads_to_work_that_asks_for_it(catalogue: Catalogue, interest: Interest) -> None:
    pure = Profile({one: 5.0 if one is interest else 1.0 for one in Interest})

    matches = best_specialties(pure, catalogue.specialties.values())

    assert len(matches) == ABOUT_SEVEN
    first = matches[0].specialty
    assert max(Interest, key=lambda one: float(getattr(first, one))) is interest
    for match in matches:
        assert getattr(match.specialty, interest) >= ASKED_FOR
        assert interest in match.shared


def test_the_work_itself_agrees_best_with_its_own_profile(catalogue: Catalogue) -> None:
    """Somebody whose interests are those of the work finds it, or its like, at the head of the list."""
    for specialty in catalogue.specialties.values():
        own = profile(*(1 + (value - 1) * 4 / 6 for value in specialty.interests))
        first = best_specialties(own, catalogue.specialties.values())[0]
        assert first.specialty.interests == specialty.interests
        assert first.agreement == pytest.approx(1)
        assert first.fit is Fit.STRONG


@pytest.mark.parametrize("total", range(3, 16))
def test_six_equal_scores_agree_with_nothing(catalogue: Catalogue, total: int) -> None:
    constant = profile(*[total / 3] * 6)

    assert best_specialties(constant, catalogue.specialties.values()) == []
    assert explain(constant, next(iter(catalogue.specialties.values()))) is None


@given(totals=_thirds, limit=st.integers(0, 12))
def test_the_list_is_short_sorted_and_never_against_the_person(suggest: Suggest, totals: list[int], limit: int) -> None:
    person = profile(*(total / 3 for total in totals))

    matches = suggest(person, limit)

    assert len(matches) <= limit
    assert all(0 < match.agreement <= 1 + 1e-9 for match in matches)
    assert all(one.agreement >= following.agreement for one, following in itertools.pairwise(matches))
    assert len({match.specialty.code for match in matches}) == len(matches)


def test_work_against_the_person_is_left_out(specialty: Specialty) -> None:
    assert best_specialties(profile(1, 3, 3.5, 2, 2.5, 1.5), [specialty]) == []


@given(totals=_thirds)
def test_what_is_shared_is_liked_and_what_is_missing_is_not(suggest: Suggest, totals: list[int]) -> None:
    person = profile(*(total / 3 for total in totals))
    assume(not person.is_flat)

    for match in suggest(person, ABOUT_SEVEN):
        assert not set(match.shared) & set(match.missing)
        for interest in (*match.shared, *match.missing):
            assert getattr(match.specialty, interest) >= ASKED_FOR
        # What a person likes least is no reason to be told "this is close to you".
        assert all(person.scores[interest] > min(person.values) for interest in match.shared)


@pytest.mark.parametrize(
    ("values", "shared", "missing"),
    [
        ((5, 1, 1, 4, 1, 3), (R, C, S), ()),
        ((5, 4, 3, 2, 1, 1), (R,), (C,)),
        ((1, 5, 4, 3, 2, 1), (S,), (R, C)),
        ((1, 5, 4, 1, 3, 2), (), (R, S)),
        # Four are named among the strongest, as the third place is shared.
        ((5, 1, 2, 3, 4, 3), (R, C, S), ()),
        # All but one are liked alike: only that one is strong.
        ((5, 1, 1, 1, 1, 1), (R,), (C, S)),
    ],
)
def test_reasons_worked_out_by_hand(
    specialty: Specialty,
    values: tuple[float, ...],
    shared: tuple[Interest, ...],
    missing: tuple[Interest, ...],
) -> None:
    match = explained(profile(*values), specialty)

    assert (match.shared, match.missing) == (shared, missing)


def test_agreement_worked_out_by_hand(specialty: Specialty) -> None:
    # (6, 2, 1, 4, 3, 5) is a permutation of 1 to 6, so is half of it in steps of a half.
    assert explained(profile(3.5, 1.5, 1, 2.5, 2, 3), specialty).agreement == pytest.approx(1)
    assert explained(profile(1, 3, 3.5, 2, 2.5, 1.5), specialty).agreement == pytest.approx(-1)
    # Ranks 6, 2, 1, 4, 3, 5 against 6, 5, 4, 3, 2, 1: 1 - 6 * (9 + 9 + 1 + 1 + 16) / (6 * 35).
    assert explained(profile(3.5, 3, 2.5, 2, 1.5, 1), specialty).agreement == pytest.approx(1 - 36 / 35)


@pytest.mark.parametrize(
    ("agreement", "fit"),
    [(1, Fit.STRONG), (0.75, Fit.STRONG), (0.74, Fit.GOOD), (0.5, Fit.GOOD), (0.49, Fit.SOME)],
)
def test_the_words_for_agreement(specialty: Specialty, agreement: float, fit: Fit) -> None:
    match = explained(profile(5, 4, 3, 2, 1, 1), specialty)

    assert type(match)(specialty, agreement, match.shared, match.missing).fit is fit


def test_a_specialty_with_equal_scores_does_not_empty_the_list(specialty: Specialty) -> None:
    even = specialty.model_copy(update={**dict.fromkeys("RIASEC", 4.0), "code": "99999999"})

    matches = best_specialties(profile(5, 1, 1, 3, 2, 4), [specialty, even])

    assert [match.specialty for match in matches] == [specialty]
