import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import CLOSE, FLAT, Profile

R, I, A, S, E, C = Interest  # noqa: E741


def profile(*values: float) -> Profile:
    return Profile(dict(zip(Interest, values, strict=True)))


# What three answers a scale can give, and anything else that a longer form might.
_scores = st.integers(3, 15).map(lambda total: total / 3) | st.floats(1, 5)
profiles = st.lists(_scores, min_size=6, max_size=6).map(lambda values: profile(*values))


@given(profiles)
def test_the_top_names_what_stands_out_in_groups_of_equals(some: Profile) -> None:
    named = list(itertools.chain.from_iterable(some.top))

    assert named == some.ranked[: len(named)]
    for group in some.top:
        assert all(some.scores[group[0]] - some.scores[one] <= CLOSE for one in group)
    for group, following in itertools.pairwise(some.top):
        assert some.scores[group[0]] - some.scores[following[0]] > CLOSE
    # Nobody is left out who is as close as those named last, and no group is begun in vain.
    last = some.top[-1]
    left = some.ranked[len(named) :]
    assert all(some.scores[last[0]] - some.scores[one] > CLOSE for one in left)
    assert len(named) - len(last) < 3
    # Fewer than three are named only when what is left is as one with the weakest, or below the person's own mean.
    mean = sum(some.values) / 6
    as_one_with_the_weakest = bool(left) and some.scores[left[0]] - some.scores[left[-1]] <= CLOSE
    assert len(named) >= 3 or as_one_with_the_weakest or some.scores[left[0]] < mean
    # What is liked least is never called strong, unless everything is liked alike.
    assert len(some.top) == 1 or some.ranked[-1] not in named


@given(profiles)
def test_the_ranking_goes_down_and_ties_keep_the_order_of_the_hexagon(some: Profile) -> None:
    assert sorted(some.ranked) == sorted(Interest)
    for one, following in itertools.pairwise(some.ranked):
        assert some.scores[one] >= some.scores[following]
        if some.scores[one] == some.scores[following]:
            assert list(Interest).index(one) < list(Interest).index(following)


@given(profiles)
def test_a_profile_is_flat_when_nothing_stands_out(some: Profile) -> None:
    assert some.is_flat == (max(some.values) - min(some.values) < FLAT)


@pytest.mark.parametrize(
    ("values", "top", "flat"),
    [
        ((5, 4, 3, 2, 1, 1), [[R], [I], [A]], False),
        ((3, 3, 3, 3, 3, 3), [[R, I, A, S, E, C]], True),
        # One answer changed by one step is too close to call; two are not.
        ((4, 4 + 1 / 3, 1, 2, 3, 1), [[I, R], [E]], False),
        ((4, 4 + 2 / 3, 1, 2, 3, 1), [[I], [R], [E]], False),
        # The third place is shared, so four are named.
        ((1, 1, 5, 4, 3, 3), [[A], [S], [E, C]], False),
        # Closeness is measured to the first of a group: it does not creep down step by step.
        ((4, 4 - 1 / 3, 4 - 2 / 3, 3, 1, 1), [[R, I], [A, S]], False),
        ((2, 2, 2, 2, 2, 2.99), [[C]], True),
        ((2, 2, 2, 2, 2, 3), [[C]], False),
    ],
)
def test_profiles_worked_out_by_hand(
    values: tuple[float, ...],
    top: list[list[Interest]],
    flat: bool,
) -> None:
    some = profile(*values)

    assert some.values == values
    assert some.top == top
    assert some.is_flat is flat


def test_a_profile_is_whole_and_in_range() -> None:
    with pytest.raises(ValueError, match="all six interests"):
        Profile({R: 3.0})
    for score in (0.9, 5.1, float("nan")):
        with pytest.raises(ValueError, match="between 1 and 5"):
            profile(3, 3, 3, 3, 3, score)


def test_what_is_too_close_to_call_depends_on_the_certainty() -> None:
    unsure = [[0.25 if row == column else 0.0 for column in range(6)] for row in range(6)]
    sure = [[0.01 if row == column else 0.0 for column in range(6)] for row in range(6)]
    scores = dict(zip(Interest, (4.0, 3.6, 3.0, 2.0, 1.5, 1.0), strict=True))

    assert Profile(scores, unsure).is_close(R, I)
    assert Profile(scores, unsure).top[0] == [R, I]
    assert not Profile(scores, sure).is_close(R, I)
    assert Profile(scores, sure).top == [[R], [I], [A]]
