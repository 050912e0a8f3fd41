from collections.abc import Mapping
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops

from guidance.aptitude.interests import Interest
from guidance.aptitude.profile import Profile
from guidance.catalogue.cells import Language
from guidance.pictures.hexagon import profile_hexagon
from handlers.translation import LANGUAGES, Translations, Words

PAPER = (0xFB, 0xFA, 0xF6)


def profile(*values: float) -> Profile:
    return Profile(dict(zip(Interest, values, strict=True)))


SPIKY = profile(5, 1, 4 + 1 / 3, 2, 1, 3)


@pytest.fixture(scope="session")
def translations() -> Translations:
    return Translations(Path(__file__).parents[3] / "locales")


@pytest.fixture(params=LANGUAGES)
def words(request: pytest.FixtureRequest, translations: Translations) -> Words:
    language: Language = request.param
    return translations[language]


@pytest.mark.parametrize("some", [SPIKY, profile(*[1] * 6), profile(*[5] * 6)], ids=["spiky", "low", "high"])
def test_the_picture_fits_a_chat_and_its_own_page(words: Words, some: Profile) -> None:
    photo = _draw(some, words)

    assert len(photo) < 200_000
    with Image.open(BytesIO(photo)) as image:
        assert image.format == "JPEG"
        assert image.size == (1080, 1080)
        for margin in ((0, 0, 8, 1080), (1072, 0, 1080, 1080), (0, 0, 1080, 8), (0, 1072, 1080, 1080)):
            assert _is_paper(image.crop(margin)), f"something is drawn in {margin}"
        assert not _is_paper(image)


def test_the_same_profile_gives_the_same_bytes(words: Words) -> None:
    assert _draw(SPIKY, words) == _draw(profile(*SPIKY.values), words)


def test_another_profile_gives_another_picture(words: Words) -> None:
    photos = {_draw(some, words) for some in (SPIKY, profile(5, 1, 4, 2, 1, 3), profile(*[3] * 6))}

    assert len(photos) == 3


def test_the_two_languages_look_different(translations: Translations) -> None:
    assert _draw(SPIKY, translations["kk"]) != _draw(SPIKY, translations["ru"])


def test_the_strongest_interest_stands_out_by_colour_unless_none_does(words: Words) -> None:
    assert _has_orange(_draw(SPIKY, words))
    assert not _has_orange(_draw(profile(3, 3, 3, 3, 3, 3.5), words))


def test_an_interest_without_a_label_is_an_error() -> None:
    labels: Mapping[Interest, str] = {Interest.REALISTIC: "R"}

    with pytest.raises(KeyError):
        profile_hexagon(SPIKY, dict(labels), "title", "note")


def _draw(some: Profile, words: Words) -> bytes:
    labels = {interest: words.text(f"interest.{interest}.label") for interest in Interest}
    return profile_hexagon(some, labels, words.text("profile.title"), words.text("profile.scale"))


def _is_paper(part: Image.Image) -> bool:
    """Whether nothing is drawn here, but for the small noise of JPEG."""
    difference = ImageChops.difference(part.convert("RGB"), Image.new("RGB", part.size, PAPER))
    return max(difference.tobytes()) <= 4


def _has_orange(photo: bytes) -> bool:
    """Whether any pixel is nearly the colour of the strongest interest."""
    with Image.open(BytesIO(photo)) as image:
        pixels = image.convert("RGB").tobytes()
    colours = set(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))
    return any(
        abs(red - 0xB4) < 12 and abs(green - 0x56) < 12 and abs(blue - 0x0B) < 12 for red, green, blue in colours
    )
