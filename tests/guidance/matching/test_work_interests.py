from guidance.aptitude.interests import Interest
from guidance.catalogue.catalogue import Catalogue
from guidance.catalogue.models import Specialty
from guidance.matching.work_interests import strongest_interests


def specialty(catalogue: Catalogue, **scores: float) -> Specialty:
    first = next(iter(catalogue.specialties.values()))
    return first.model_copy(update={**dict.fromkeys(Interest, 1.0), **scores})


def test_two_interests_are_named_and_a_third_only_where_the_work_asks_for_it(catalogue: Catalogue) -> None:
    clear = specialty(catalogue, S=7.0, C=6.0, A=3.9)
    assert strongest_interests([clear]) == (Interest.SOCIAL, Interest.CONVENTIONAL)
    assert strongest_interests([specialty(catalogue, S=7.0, C=6.0, A=4.0)]) == (
        Interest.SOCIAL,
        Interest.CONVENTIONAL,
        Interest.ARTISTIC,
    )
    # Never more than three, and two even where the work asks for little.
    assert len(strongest_interests([specialty(catalogue, R=5.0, I=5.0, A=5.0, S=5.0)])) == 3
    assert strongest_interests([specialty(catalogue, E=2.0, I=3.0)]) == (
        Interest.INVESTIGATIVE,
        Interest.ENTERPRISING,
    )


def test_several_specialties_are_told_by_their_means(catalogue: Catalogue) -> None:
    one, other = specialty(catalogue, R=7.0, A=4.0), specialty(catalogue, S=5.0, A=4.0)

    # R: 4, S: 3, A: 4; one of them alone would put R far ahead.
    assert strongest_interests([one, other]) == (Interest.REALISTIC, Interest.ARTISTIC)
    assert strongest_interests([]) == ()
