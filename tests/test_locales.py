"""Both languages say everything, and say it in their own words."""

import ast
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from bot.settings import ROOT
from guidance.catalogue.cells import Language
from handlers.translation import LANGUAGES

WORDS_METHODS = {"text", "html", "plural"}
# Keys whose text is the same in both languages on purpose: names, and patterns of signs and values.
SAME_IN_BOTH = re.compile(
    r"list\.line|history\.line|fits\.line|profile\.(line|equal)|field\.title|specialty\.(title|work|why)|teaching\.title|"
    r"college\.(title|note|place|phone|email|website|programme)|source\.dated|route\.title|source\.licence|"
    r"count\.colleges|college\.(centre|employer|other_name)|figure\.(line|name)|region\.title|specialty\.region|"
    r"source\.gazetteer|unit\.(percent|tenge)|alphabet"
)


def read(language: Language) -> Catalog:
    path = ROOT / "locales" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


CATALOGUES = {language: read(language) for language in LANGUAGES}


def messages(catalogue: Catalog) -> dict[str, Message]:
    return {key_of(message): message for message in catalogue if message.id}


def key_of(message: Message) -> str:
    return str(message.id[0] if isinstance(message.id, tuple | list) else message.id)


def texts_of(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple | list) else [str(message.string)]


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@dataclass(frozen=True)
class Use:
    """A call like ``words.text("...", number=1)``: where it stands, the keys it may name, and the values it gives."""

    place: str
    keys: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = None
    values: frozenset[str] | None = frozenset()
    """``None`` where they are not written out."""

    def may_name(self, key: str) -> bool:
        return key in self.keys or bool(self.pattern and self.pattern.fullmatch(key))


def uses_in_code() -> Iterator[Use]:
    for path in [*(ROOT / "handlers").glob("*.py"), *(ROOT / "bot").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Attribute(value=owner, attr=name), args=[key, *_]) if name in WORDS_METHODS:
                    # Words are called words, translations[...], and inside their own class self.
                    if not re.match(r"words$|self$|.*translations\[", ast.unparse(owner)):
                        continue
                case _:
                    continue
            place, given = f"{path.name}, line {node.lineno}", {one.arg for one in node.keywords}
            given |= {"number"} if name == "plural" else set()
            values = None if None in given else frozenset(map(str, given))
            match key:
                case ast.Constant(value=str(written)):
                    yield Use(place, frozenset({written}), values=values)
                case ast.IfExp(body=ast.Constant(value=str(one)), orelse=ast.Constant(value=str(other))):
                    yield Use(place, frozenset({one, other}), values=values)
                case ast.JoinedStr(values=parts):
                    yield Use(place, pattern=re.compile("".join(map(pattern_of, parts))), values=values)
                case ast.Name() if ast.unparse(owner) == "self":
                    pass
                case _:
                    raise AssertionError(f"{place}: a key that nobody can look up")


def pattern_of(part: ast.expr) -> str:
    return re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[\w.-]+"


def test_both_languages_have_the_same_keys() -> None:
    kazakh, russian = (set(messages(CATALOGUES[language])) for language in LANGUAGES)
    assert kazakh == russian


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_empty_or_doubtful(language: Language) -> None:
    for key, message in messages(CATALOGUES[language]).items():
        assert all(texts_of(message)), key
        assert not message.fuzzy, key


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_form_is_there(language: Language) -> None:
    catalogue = CATALOGUES[language]
    for key, message in messages(catalogue).items():
        if message.pluralizable:
            assert len(texts_of(message)) == catalogue.num_plurals, key


def test_kazakh_is_not_russian() -> None:
    russian = messages(CATALOGUES["ru"])
    same = {
        key for key, message in messages(CATALOGUES["kk"]).items() if texts_of(message)[0] == texts_of(russian[key])[0]
    }
    assert not {key for key in same if not SAME_IN_BOTH.fullmatch(key)}


def test_both_languages_fill_in_the_same_values() -> None:
    russian = messages(CATALOGUES["ru"])
    for key, message in messages(CATALOGUES["kk"]).items():
        kazakh_values = set.union(*(placeholders(text) for text in texts_of(message)))
        russian_values = set.union(*(placeholders(text) for text in texts_of(russian[key])))
        assert kazakh_values == russian_values, key


def test_code_and_texts_name_the_same_keys() -> None:
    uses, there = list(uses_in_code()), set(messages(CATALOGUES["kk"]))
    for use in uses:
        assert use.keys <= there, f"{use.place}: not in locales/: {sorted(use.keys - there)}"
        assert any(map(use.may_name, there)), f"{use.place}: no text for {use.pattern}"
    unused = {key for key in there if not any(use.may_name(key) for use in uses)}
    assert not unused, f"in locales/, not used in code: {sorted(unused)}"


def test_every_text_is_given_its_values_wherever_it_is_used() -> None:
    wanted = {key: set.union(*map(placeholders, texts_of(one))) for key, one in messages(CATALOGUES["kk"]).items()}
    for use in uses_in_code():
        # Where an f-string may name many keys, one of them at the least.
        there = [wanted[key] for key in wanted if use.may_name(key)]
        if use.values is not None and use.pattern is None:
            assert all(values <= use.values for values in there), f"{use.place}: values are missing"
        elif use.values is not None:
            assert any(values <= use.values for values in there), f"{use.place}: values are missing"


@pytest.mark.parametrize("language", LANGUAGES)
def test_telegrams_limits_for_what_stands_beside_the_chat(language: Language) -> None:
    found = messages(CATALOGUES[language])
    assert len(texts_of(found["bot.description"])[0]) <= 512
    assert len(texts_of(found["bot.short_description"])[0]) <= 120
    for key, message in found.items():
        if key.startswith("command."):
            assert 1 <= len(texts_of(message)[0]) <= 256, key
        if key.startswith("button."):
            assert len(texts_of(message)[0]) <= 26, key
        if key.startswith("interest.") and key.endswith(".label"):
            assert len(texts_of(message)[0]) <= 18, key


# Words and letters that these modules recognise in what others write; nobody is shown them.
RECOGNISED = {
    *("register/names.py", "register/cells.py", "register/known.py", "register/sheets.py"),
    *(f"search/{name}.py" for name in ("folding", "index", "language", "layout", "phrases", "stems", "words")),
}


def test_no_words_for_people_stand_in_the_code() -> None:
    for package in ("bot", "handlers", "guidance"):
        for path in Path(ROOT / package).rglob("*.py"):
            if str(path.relative_to(ROOT / package)) in RECOGNISED:
                continue
            tree = ast.parse(path.read_text(encoding="utf-8"))
            # What is written for developers may quote.
            told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
                    assert not re.search(r"[а-яәғқңөұүһіё]", node.value, re.IGNORECASE), f"{path.name}: {node.value!r}"
