import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.outreach.audience import Audience, AudienceError, read_audience
from guidance.people.roles import GRADES, ROLES

AUDIENCES = st.builds(
    Audience,
    languages=st.frozensets(st.sampled_from(("kk", "ru"))),
    regions=st.frozensets(st.sampled_from(("KZ-35", "KZ-75"))),
    roles=st.frozensets(st.sampled_from(ROLES)),
    grades=st.frozensets(st.sampled_from(GRADES)),
    saved=st.frozensets(st.sampled_from((("college", "a-1"), ("specialty", "0612")))),
    events=st.frozensets(st.integers(0, 10**9 - 1)),
    active_days=st.none() | st.integers(1, 1000),
)


@given(AUDIENCES)
def test_what_is_written_is_read_back(audience: Audience) -> None:
    assert read_audience(str(audience)) == audience


def test_an_expression_is_written_in_one_order() -> None:
    audience = read_audience("grade=11,9 role=pupil,parent,pupil language=ru")
    assert str(audience) == "language=ru role=parent,pupil grade=9,11"


@pytest.mark.parametrize(
    ("expression", "says"),
    [
        ("role=director", "role=director is not right: pupil, student, parent, teacher"),
        ("role=Pupil", "role=Pupil is not right"),
        ("grade=6", "grade=6 is not right: 7 to 11"),
        ("grade=12", "grade=12 is not right"),
        ("grade=09", "grade=09 is not right"),
        ("grade=9,x", "grade=x is not right"),
        ("grade=٩", "grade=٩ is not right"),
        ("role=", "'role=' is not understood: write each of language, region, role, grade, "),
        ("grade=9 grade=10", "'grade=10' is not understood"),
        (
            "roles=pupil",
            "there is no 'roles': people are chosen by language, region, role, grade, saved",
        ),
    ],
)
def test_what_says_nothing_is_refused(expression: str, says: str) -> None:
    with pytest.raises(AudienceError) as refused:
        read_audience(expression)
    assert says in str(refused.value)
