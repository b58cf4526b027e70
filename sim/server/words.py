"""What people read, in their language: texts, names, numbers and dates.

The English text is the message's id, so English needs no catalogue. Turkish and Arabic are read from
``locale/LANGUAGE/LC_MESSAGES/counterpoise.po`` when first asked for; what a catalogue lacks is said in English.

Digits are those that CLDR gives a language: Latin ones for Arabic too, as on the axes of figures and in the fields
of forms, which a browser writes with Latin digits whatever the page's language.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from functools import cache, lru_cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale, negotiate_locale
from babel.core import get_global
from babel.dates import format_skeleton
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from babel.support import Translations
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

LOCALE = Path(__file__).parent / "locale"
DOMAIN = "counterpoise"
SOURCE = "en"
"""The language in which texts stand in the code."""

_LANGUAGES = (SOURCE, "tr", "ar")
_SKELETONS = {"day": "yMMMd", "week": "yMMMd", "month": "yMMM", "quarter": "yQQQ", "year": "y"}

OTHER_NAMES = {
    "Antigua and Barbuda": "ATG", "Bosnia and Herzegovina": "BIH", "Congo": "COG", "DR Congo": "COD",
    "Ivory Coast": "CIV", "Myanmar": "MMR", "Sao Tome and Principe": "STP", "St Kitts and Nevis": "KNA",
    "St Lucia": "LCA", "St Vincent and the Grenadines": "VCT", "Trinidad and Tobago": "TTO", "Turkey": "TUR",
}  # fmt: skip
"""English names of states in the bundled cases that CLDR words otherwise."""


class Words:
    """One language.

    Attributes
    ----------
    language
        Its code: ``en``, ``tr`` or ``ar``.
    direction
        ``ltr``, or ``rtl`` for Arabic.

    Examples
    --------
    >>> turkish = Words("tr")
    >>> turkish.say("Play"), turkish.actor("DEU", "Germany"), turkish.percent(0.453)
    ('Oynat', 'Almanya', '%45')
    """

    def __init__(self, language: str = SOURCE) -> None:
        if language not in _LANGUAGES:
            raise ValueError(f"no such language: {language} (there are {', '.join(_LANGUAGES)})")
        self.language = language
        self.locale = Locale.parse(language)
        self.direction = "rtl" if self.locale.character_order == "right-to-left" else "ltr"
        self._catalogue = _catalogue(language)

    def say(self, text: str, **values: object) -> str:
        """The text in this language, with named values put in.

        Examples
        --------
        >>> Words().say("Month {n} of {all}", n=2, all=27)
        'Month 2 of 27'
        """
        told = self._catalogue.gettext(text)
        return told.format(**values) if values else told

    def plural(self, one: str, many: str, n: int, **values: object) -> str:
        """The form of a text that goes with a number, which stands in it as ``{n}``.

        Examples
        --------
        >>> Words().plural("{n} actor", "{n} actors", 1), Words().plural("{n} actor", "{n} actors", 1500)
        ('1 actor', '1,500 actors')
        """
        return self._catalogue.ngettext(one, many, n).format(n=self.number(n, 0), **values)

    def named(self, what: str, text: str) -> str:
        """A name or description from a case, a theory or the model.

        Parameters
        ----------
        what
            ``actor``, ``pole``, ``bloc``, ``measure``, ``motion``, ``event``, ``case``, ``theory``, ``parameter``,
            ``outcome``: a catalogue holds those of the bundled cases, and all theories, parameters and outcomes.
        text
            As the case has it; a teacher's own case is shown as its author wrote it.
        """
        return self._catalogue.pgettext(what, text) if text else text

    def actor(self, code: str, name: str) -> str:
        """An actor's name; states by CLDR, if the code and the English name mean one state of today.

        RUS "Soviet Union" in a bundled case is the catalogue's; DEU "Prussia" in a case of one's own stays as it is.

        Examples
        --------
        >>> Words("ar").actor("DEU", "Germany"), Words("ar").actor("DEU", "Prussia")
        ('ألمانيا', 'Prussia')
        """
        if self.language == SOURCE:
            return name
        told = self.named("actor", name)
        state = territory(code, name)
        return self.locale.territories[state] if told == name and state else told

    def number(self, x: float, digits: int = 2) -> str:
        """A number with that many decimals.

        Examples
        --------
        >>> Words("tr").number(1234.5, 1)
        '1.234,5'
        """
        return format_decimal(x, format=f"#,##0.{'0' * digits}".rstrip("."), locale=self.locale)

    def percent(self, share: float) -> str:
        """A share from 0 to 1 as per cent, without decimals.

        Examples
        --------
        >>> Words("tr").percent(0.256)
        '%26'
        """
        return _whole_percent(round(100 * share), self.language)

    def date(self, day: datetime.date, step: str = "day") -> str:
        """A date, as fine as a case's step: day, week (its first day), month, quarter or year.

        Examples
        --------
        >>> Words().date(datetime.date(2023, 10, 1), "month"), Words("ar").date(datetime.date(2023, 10, 1), "month")
        ('Oct 2023', 'أكتوبر 2023')
        """
        return format_skeleton(_SKELETONS[step], day, locale=self.locale)


@cache
def _whole_percent(number: int, language: str) -> str:
    return str(format_percent(number / 100, locale=Locale.parse(language)))


@cache
def words(language: str) -> Words:
    """The words of a language.

    Raises
    ------
    ValueError
        For a language that there is not.
    """
    return Words(language)


def spoken(name: str) -> str:
    """An identifier of the model as a catalogue has it.

    Examples
    --------
    >>> Words("tr").named("parameter", spoken("free_riding"))
    'bedavacılık'
    """
    return name.replace("_", " ")


def languages() -> Mapping[str, str]:
    """Codes of the languages and what each calls itself.

    Examples
    --------
    >>> languages()
    {'en': 'English', 'tr': 'Türkçe', 'ar': 'العربية'}
    """
    return {code: str(Locale.parse(code).get_display_name()) for code in _LANGUAGES}


def choose(header: str | None) -> str:
    """The language that suits a browser best, by its ``Accept-Language`` header.

    Examples
    --------
    >>> choose("de,tr-TR;q=0.8,en;q=0.5"), choose("ja"), choose(None)
    ('tr', 'en', 'en')
    """
    wanted = [tag.lower() for tag, weight in parse_accept_header(header, LanguageAccept) if weight > 0]
    return negotiate_locale(wanted, _LANGUAGES, sep="-") or SOURCE


def _catalogue(language: str) -> NullTranslations:
    path = LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po"
    if language == SOURCE:
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language, domain=DOMAIN)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)  # leaves out what is fuzzy or untranslated
    compiled.seek(0)
    return Translations(compiled, DOMAIN)


@lru_cache(maxsize=4096)
def territory(code: str, name: str) -> str | None:
    """CLDR's code of the state that an alpha-3 code and an English name both mean."""
    replaced = get_global("territory_aliases").get(code, [])
    english = Locale.parse(SOURCE).territories
    if len(replaced) != 1 or replaced[0] not in english:
        return None
    return replaced[0] if name == english[replaced[0]] or OTHER_NAMES.get(name) == code else None
