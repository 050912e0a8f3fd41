from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from guidance.pictures.comparison import HIGHEST, WIDTH, Row, comparison_picture
from guidance.pictures.lettering import wrapped

PAPER = (0xFB, 0xFA, 0xF6)
STRONG = (0xB4, 0x56, 0x0B)
# The longest name of the tables, and a word that no column holds.
LONG = "Шаңырақ шағын ауданындағы республикалық мамандандырылған олимпиадалық резерв мектеп-интернат-колледжі"
ENDLESS = "қ" * 300


def picture(columns: int, cell: str = "—", name: str = LONG, rows: int = 5, *, differs: bool = False) -> Image.Image:
    table = [Row(f"Белгі {number}", (cell,) * columns, differs) for number in range(rows)]
    photo = comparison_picture("Салыстыру", [name] * columns, table, "Ескерту")
    assert len(photo) < 10 * 1024 * 1024
    with Image.open(BytesIO(photo)) as image:
        assert image.format == "JPEG"
        return image.convert("RGB")


@pytest.mark.parametrize("columns", [2, 3, 4])
@pytest.mark.parametrize("cell", ["—", LONG, ENDLESS, "", "бір\nекі\nүш"])
def test_every_table_fits_telegram_and_its_own_paper(columns: int, cell: str) -> None:
    image = picture(columns, cell)

    assert image.width == WIDTH
    assert image.width + image.height <= 10_000
    assert max(image.width, image.height) <= 20 * min(image.width, image.height)
    for margin in ((0, 0, 16, image.height), (WIDTH - 16, 0, WIDTH, image.height), (0, 0, WIDTH, 16)):
        assert is_paper(image.crop(margin)), f"something is drawn in {margin}"
    assert not is_paper(image)


def test_a_long_table_is_higher_and_one_without_end_is_cut() -> None:
    assert picture(2, rows=3).height < picture(2, rows=6).height < HIGHEST
    assert picture(4, ENDLESS, rows=12).height == HIGHEST


def test_only_what_differs_stands_out_by_colour() -> None:
    assert has_strong(picture(2, differs=True))
    assert not has_strong(picture(2))


def test_one_cell_goes_across_all_columns() -> None:
    def height(cells: tuple[str, ...]) -> int:
        photo = comparison_picture("Салыстыру", ["A", "B", "C", "D"], [Row("Белгі", cells)], "")
        with Image.open(BytesIO(photo)) as image:
            return image.height

    assert height((LONG,)) < height((LONG,) * 4)


@given(text=st.text(st.sampled_from("ақя -\n"), max_size=60), room=st.integers(40, 900))
@settings(max_examples=200, deadline=None)
def test_wrapping_loses_no_letter(text: str, room: int) -> None:
    lines = wrapped(text, room, 30)

    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_word_too_wide_is_broken_at_its_hyphen_where_it_has_one() -> None:
    assert wrapped("мектеп-интернат-колледжі", 300, 30) == ["мектеп-интернат-", "колледжі"]
    assert len(wrapped(ENDLESS, 300, 30)) > 10


def is_paper(part: Image.Image) -> bool:
    """Whether nothing is drawn here, but for the small noise of JPEG."""
    difference = ImageChops.difference(part, Image.new("RGB", part.size, PAPER))
    return max(difference.tobytes()) <= 6


def has_strong(image: Image.Image) -> bool:
    """Whether any pixel is nearly the colour of what differs."""
    pixels = image.tobytes()
    colours = set(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))
    return any(all(abs(one - two) < 24 for one, two in zip(colour, STRONG, strict=True)) for colour in colours)
