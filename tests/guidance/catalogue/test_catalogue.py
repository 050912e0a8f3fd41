"""The real tables, and what they answer."""

import dataclasses

from guidance.catalogue.catalogue import NO_TOWN, Catalogue
from guidance.catalogue.coverage import coverage, region_coverage


def test_the_catalogue_covers_the_country(catalogue: Catalogue) -> None:
    counted = coverage(catalogue)

    assert counted.colleges >= 300
    assert counted.colleges + counted.closed_colleges == len(catalogue.colleges)
    assert counted.programmes >= 530
    assert counted.programmes + counted.doubtful_programmes == len(catalogue.programmes)
    assert counted.specialties == 102
    assert counted.sourced == 1.0
    assert len(counted.by_region) == 20
    assert all(region.colleges for region in counted.by_region.values())
    assert sum(region.colleges for region in counted.by_region.values()) == counted.colleges
    # A well-founded programme of a closed college counts for the country's table but for no region.
    assert 0 < sum(region.programmes for region in counted.by_region.values()) <= counted.programmes


def test_a_row_without_source_lowers_the_share(catalogue: Catalogue) -> None:
    first, *others = catalogue.programmes
    bare = first.model_copy(update={"source_url": (), "source_note": ""})

    assert 0.9 < coverage(dataclasses.replace(catalogue, programmes=(bare, *others))).sourced < 1.0


def test_closed_colleges_are_not_listed(catalogue: Catalogue) -> None:
    college = next(c for c in catalogue.colleges.values() if c.status == "open" and _taught(catalogue, c.id))
    specialty = _taught(catalogue, college.id)[0]
    closed = college.model_copy(update={"status": "closed"})
    without = dataclasses.replace(catalogue, colleges={**catalogue.colleges, college.id: closed})

    assert college in catalogue.colleges_in(college.region)
    assert college.id in {p.college for p in catalogue.programmes_of(specialty)}
    assert closed not in without.colleges_in(college.region)
    assert college.id not in {p.college for p in without.programmes_of(specialty)}
    assert region_coverage(without, college.region).colleges == region_coverage(catalogue, college.region).colleges - 1
    for region in catalogue.regions:
        assert all(c.status != "closed" for c in catalogue.colleges_in(region))


def test_colleges_of_a_region_stand_by_name(catalogue: Catalogue) -> None:
    for region in catalogue.regions:
        colleges = catalogue.colleges_in(region)
        assert {c.region for c in colleges} == {region}
        assert [c.name_ru for c in colleges] == sorted(c.name_ru for c in colleges)
    assert catalogue.colleges_in("KZ-99") == []


def test_doubtful_programmes_come_last(catalogue: Catalogue) -> None:
    lists = [catalogue.programmes_at(college) for college in catalogue.colleges]
    lists += [catalogue.programmes_of(specialty) for specialty in catalogue.specialties]

    marks = [[programme.certainty for programme in programmes] for programmes in lists]
    # "good" stands after "doubtful" in the alphabet, so this is no accident of sorting.
    assert all(mark == sorted(mark, reverse=True) for mark in marks)
    assert any(len(set(mark)) == 2 for mark in marks)


def test_look_ups_agree_with_the_tables(catalogue: Catalogue) -> None:
    assert sum(len(catalogue.programmes_at(one)) for one in catalogue.colleges) == len(catalogue.programmes)
    assert sum(len(catalogue.qualifications_of(one)) for one in catalogue.specialties) == len(catalogue.qualifications)
    for code in catalogue.fields:
        specialties = catalogue.specialties_of(code)
        assert specialties
        assert [s.code for s in specialties] == sorted(s.code for s in specialties)
        assert all(s.code.startswith(code) for s in specialties)
    assert sum(len(catalogue.specialties_of(code)) for code in catalogue.fields) == len(catalogue.specialties)


def test_a_college_speaks_both_languages(catalogue: Catalogue) -> None:
    college = next(c for c in catalogue.colleges.values() if c.name_basis == "kk_translated" and c.city_ru)

    assert (college.name("ru"), college.name("kk")) == (college.name_ru, college.name_kk)
    assert (college.city("ru"), college.city("kk")) == (college.city_ru, college.city_kk)
    assert college.name_is_translated("kk")
    assert not college.name_is_translated("ru")
    assert college.model_copy(update={"name_basis": "both_translated"}).name_is_translated("ru")


def test_towns_and_fields_part_the_colleges_of_a_region(catalogue: Catalogue) -> None:
    for region in catalogue.regions:
        colleges = catalogue.colleges_in(region)
        towns = [(town.id if town else NO_TOWN, count) for town, count in catalogue.towns_in(region)]
        assert sum(count for _, count in towns) == len(colleges)
        for town, count in [("", len(colleges)), *towns]:
            there = catalogue.colleges_in(region, town)
            assert len(there) == count
            assert [one for one in colleges if one in there] == there
            for field, number in catalogue.fields_in(region, town):
                teaching = catalogue.colleges_in(region, town, field.code)
                assert len(teaching) == number
                assert teaching == [
                    one for one in there if any(code.startswith(field.code) for code in _taught(catalogue, one.id))
                ]


def test_a_code_of_the_old_classifier_counts_for_no_field(catalogue: Catalogue) -> None:
    # Seven digits: 03 was health care; in the classifier of today it is social sciences.
    old = catalogue.programmes[0].model_copy(update={"specialty": None, "code": "0301000"})
    new = old.model_copy(update={"code": "03110000"})
    region = catalogue.colleges[old.college].region

    assert dataclasses.replace(catalogue, programmes=(old,)).fields_in(region) == []
    assert dataclasses.replace(catalogue, programmes=(new,)).fields_in(region) == [(catalogue.fields["03"], 1)]


def _taught(catalogue: Catalogue, college: str) -> list[str]:
    return [p.specialty for p in catalogue.programmes_at(college) if p.specialty]
