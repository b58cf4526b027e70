"""Words: catalogues that are whole and agree with the texts, and what CLDR says of names, numbers and dates."""

import datetime
import string
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po, write_po
from hypothesis import given
from hypothesis import strategies as st

from sim.loading import bundled_scenarios, load_scenario
from sim.server import words as module
from sim.server.words import LOCALE, Words, choose, languages, words

ROOT = Path(__file__).parents[2]
TRANSLATED = ("tr", "ar")
UNTRANSLATED: frozenset[str] = frozenset()
"""Texts that stay in English on purpose."""


@pytest.fixture(scope="module")
def used(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Every message in code, templates, cases, theories and vocabulary, as CONTRIBUTING.md has it extracted."""
    target = tmp_path_factory.mktemp("words") / "counterpoise.pot"
    keywords = "-k say -k plural:1,2 -k named:1c,2 -k ClassError -k GoneError -k Said"
    options = f"{keywords} --no-default-keywords --no-location"
    command = f"pybabel -q extract -F {ROOT}/pyproject.toml {options} -o {target} {ROOT}"
    assert f"{keywords} --no-default-keywords" in (ROOT / "CONTRIBUTING.md").read_text()
    CommandLineInterface().run(command.split())
    with target.open("rb") as file:
        return read_po(file)


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "counterpoise.po").open("rb") as file:
        return read_po(file, locale=language)


def texts(catalog: Catalog) -> Iterator[tuple[str | None, object]]:
    return ((message.context, message.id) for message in catalog if message.id)


@pytest.mark.slow
@pytest.mark.parametrize("language", TRANSLATED)
def test_every_text_is_translated(used: Catalog, language: str) -> None:
    found = catalogue(language)
    assert len(used) > 500
    missing = [
        (context, text)
        for context, text in texts(used)
        if text not in UNTRANSLATED
        and not ((one := found.get(text, context)) and all(one.string if one.pluralizable else [one.string]))
    ]
    assert missing == []


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_have_the_same_values_and_none_is_doubtful(language: str) -> None:
    found = catalogue(language)
    assert found.plural_expr == Catalog(locale=language).plural_expr
    for message in found:
        if not message.id:
            continue
        assert not message.fuzzy, message.id
        said = message.id if message.pluralizable else (message.id,)
        told = message.string if message.pluralizable else (message.string,)
        assert len(told) == (found.num_plurals if message.pluralizable else 1)
        for text in told:
            assert text == text.strip()
            assert fields(text) <= set().union(*map(fields, said)), message.id
        assert set().union(*map(fields, told)) == set().union(*map(fields, said)), message.id
    assert not found.obsolete


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_actor_of_the_bundled_cases_has_a_name(language: str) -> None:
    told = words(language)
    for name in bundled_scenarios():
        for code, actor in load_scenario(name).actors.items():
            assert told.actor(code, actor.name) != "", code
            if language == "ar":
                assert any("\u0600" <= letter <= "\u06ff" for letter in told.actor(code, actor.name)), code
            assert words("en").actor(code, actor.name) == actor.name


def test_states_are_named_by_cldr_and_only_if_code_and_name_agree() -> None:
    assert words("tr").actor("USA", "United States") == "Amerika Birleşik Devletleri"
    assert words("ar").actor("CIV", "Ivory Coast") == "ساحل العاج"
    assert words("ar").actor("PSE", "Palestine") == "فلسطين"
    assert words("ar").actor("RUS", "Soviet Union") == "الاتحاد السوفييتي"
    for pair in ("DEU Prussia", "USA France", "XYZ United States", "RUS Muscovy", " "):
        code, _, name = pair.partition(" ")
        assert words("ar").actor(code, name) == name


def test_numbers_shares_and_dates_are_those_of_the_language() -> None:
    day = datetime.date(2024, 5, 1)
    steps = ("day", "week", "month", "quarter", "year")
    assert [words("en").date(day, step) for step in steps] == [
        "May 1, 2024", "May 1, 2024", "May 2024", "Q2 2024", "2024",
    ]  # fmt: skip
    assert [words("tr").date(day, step) for step in steps][::2] == ["1 May 2024", "May 2024", "2024"]
    assert [words("ar").date(day, step) for step in steps][2:] == ["مايو 2024", "الربع الثاني 2024", "2024"]
    assert words("tr").number(-1234.5, 1) == "-1.234,5"
    assert (words("en").number(0.126), words("en").number(2.5, 0)) == ("0.13", "2")
    assert words("tr").percent(0.453) == "%45"
    assert words("ar").number(1234567890.0, 0) == "1,234,567,890"  # Latin digits, as axes and forms have them


def test_directions_and_names_of_languages() -> None:
    assert {code: words(code).direction for code in languages()} == {"en": "ltr", "tr": "ltr", "ar": "rtl"}
    with pytest.raises(ValueError, match="no such language: de"):
        Words("de")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ar-EG,ar;q=0.9,en;q=0.8", "ar"), ("en-GB", "en"), ("de,tr-TR;q=0.8,en;q=0.5", "tr"), ("de;q=1,*;q=0.1", "en"),
        ("tr;q=0,ar", "ar"), ("", "en"), (None, "en"), ("TR", "tr"), (";;;,,q=q", "en"),
    ],
)  # fmt: skip
def test_the_language_is_chosen_by_the_browsers_wish(header: str | None, language: str) -> None:
    assert choose(header) == language


@given(st.text(max_size=200))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert choose(header) in languages()


@given(st.text(), st.sampled_from(["en", *TRANSLATED]))
def test_unknown_texts_stay_as_they_are(text: str, language: str) -> None:
    own = f"§{text}"
    told = words(language)
    assert (told.say(own), told.named("event", own), told.actor("TUR", own)) == (own, own, own)


def test_numbers_choose_their_plural(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forms = Catalog(locale="ar")
    names = ("zero", "one", "two", "few", "other", "many")
    forms.add(("{n} state", "{n} states"), tuple(f"{name} {{n}}" for name in names))
    path = tmp_path / "ar" / "LC_MESSAGES" / "counterpoise.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        write_po(file, forms)
    monkeypatch.setattr(module, "LOCALE", tmp_path)
    told = Words("ar")
    found = [
        told.plural("{n} state", "{n} states", n).split()[0] for n in (0, 1, 2, 3, 10, 11, 99, 100, 102, 103)
    ]
    assert found == ["zero", "one", "two", "few", "few", "many", "many", "other", "other", "few"]
    assert Words("en").plural("{n} state of {all}", "{n} states of {all}", 1, all=3) == "1 state of 3"
