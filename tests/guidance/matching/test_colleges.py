from collections import Counter

import pytest

from guidance.catalogue.catalogue import Catalogue
from guidance.matching.colleges import CollegeMatch, colleges_teaching, regions_teaching


@pytest.fixture(scope="session")
def specialties(catalogue: Catalogue) -> list[str]:
    """The seven specialties that are taught at most colleges."""
    counts = Counter(programme.specialty for programme in catalogue.programmes if programme.specialty)
    return [code for code, _ in counts.most_common(7)]


def test_colleges_sure_to_teach_it_stand_first(catalogue: Catalogue, specialties: list[str]) -> None:
    matches = colleges_teaching(catalogue, specialties)

    places = [
        (not match.certain, -len({p.specialty for p in match.programmes}), match.college.name_ru) for match in matches
    ]
    assert places == sorted(places)
    assert {match.certain for match in matches} == {True, False}
    assert len({match.college.id for match in matches}) == len(matches)


def test_only_open_colleges_and_only_what_was_asked_for(catalogue: Catalogue, specialties: list[str]) -> None:
    for match in colleges_teaching(catalogue, specialties):
        assert match.college.status != "closed"
        assert match.programmes
        for programme in match.programmes:
            assert programme.college == match.college.id
            assert programme.specialty in specialties
    assert colleges_teaching(catalogue, []) == []
    assert colleges_teaching(catalogue, ["99999999"]) == []


def test_a_region_shows_its_part_of_the_country(catalogue: Catalogue, specialties: list[str]) -> None:
    everywhere = colleges_teaching(catalogue, specialties)

    for region in catalogue.regions:
        assert colleges_teaching(catalogue, specialties, region) == [
            match for match in everywhere if match.college.region == region
        ]


def test_the_numbers_of_the_regions_are_those_of_their_lists(catalogue: Catalogue, specialties: list[str]) -> None:
    for codes in (specialties, specialties[:1], []):
        counts = regions_teaching(catalogue, codes)

        assert dict(counts) == {
            region: len(matches)
            for region in catalogue.regions
            if (matches := colleges_teaching(catalogue, codes, region))
        }
        assert counts == sorted(counts, key=lambda pair: (-pair[1], pair[0]))


def test_a_doubtful_programme_does_not_make_a_college_certain(catalogue: Catalogue) -> None:
    good = next(one for one in catalogue.programmes if one.certainty == "good")
    doubtful = good.model_copy(update={"certainty": "doubtful"})
    college = catalogue.colleges[good.college]

    assert not CollegeMatch(college, (doubtful,)).certain
    assert CollegeMatch(college, (doubtful, good)).certain
