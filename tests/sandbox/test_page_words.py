"""The chat page's words: the same phrases in both languages, none missing, none left over."""

import json
import re
from pathlib import Path

import sandbox

PAGE = Path(sandbox.__file__).parent / "page"
SAME_IN_BOTH = {
    "audio", "bytes", "chat", "contact", "date", "file", "in_english", "in_kazakh", "in_russian", "kilobytes",
    "kk_short", "megabytes", "milliseconds", "photo", "quiz_public", "role_admin", "ru_short", "session", "sticker",
}  # fmt: skip


def words(language: str) -> dict[str, str]:
    read: dict[str, str] = json.loads((PAGE / f"words-{language}.json").read_text(encoding="utf-8"))
    return read


def keys_in_scripts() -> set[str]:
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PAGE.glob("*.js")))
    return set(re.findall(r'\bword\("(\w+)"', scripts))


def test_both_languages_have_the_same_keys_in_order() -> None:
    assert list(words("kk")) == list(words("ru")) == sorted(words("kk"))


def test_no_phrase_is_empty_and_placeholders_agree() -> None:
    for key, kazakh in words("kk").items():
        russian = words("ru")[key]
        assert kazakh.strip() == kazakh != ""
        assert russian.strip() == russian != ""
        assert sorted(re.findall(r"\{\w+\}", kazakh)) == sorted(re.findall(r"\{\w+\}", russian)), key


def test_languages_differ_but_where_the_word_is_shared() -> None:
    kazakh, russian = words("kk"), words("ru")
    assert {key for key in kazakh if kazakh[key] == russian[key]} == SAME_IN_BOTH


def test_there_are_twelve_months() -> None:
    assert {len(words(language)["months"].split(",")) for language in ("kk", "ru")} == {12}


def test_scripts_and_words_agree() -> None:
    assert keys_in_scripts() == set(words("kk"))


def test_scripts_name_every_key_outright() -> None:
    """A key built at run time could not be checked."""
    for path in PAGE.glob("*.js"):
        calls = re.findall(r'(?<!function )\bword\((?!")', path.read_text(encoding="utf-8"))
        assert not calls, path.name


def test_no_text_in_a_language_stands_in_the_code() -> None:
    for path in [*PAGE.glob("*.js"), PAGE / "index.html"]:
        assert not re.search("[а-яәіңғүұқөһ]", path.read_text(encoding="utf-8").lower()), path.name


def test_no_data_becomes_markup_and_nothing_is_fetched_from_elsewhere() -> None:
    for path in PAGE.iterdir():
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(", text), path.name
        hosts = set(re.findall(r"https?://([\w.]+)", text)) - {"www.w3.org", "t.me"}
        assert not hosts, path.name
