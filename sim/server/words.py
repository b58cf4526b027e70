"""A stand-in for the words of people's languages: English only."""

from __future__ import annotations

import datetime


class Words:
    """English."""

    def __init__(self, language: str = "en") -> None:
        self.language = language
        self.direction = "rtl" if language == "ar" else "ltr"

    def say(self, text: str, **values: object) -> str:
        """The text, with values put in."""
        return text.format(**values) if values else text

    def actor(self, code: str, name: str) -> str:
        """An actor's name."""
        return name

    def number(self, x: float, digits: int = 2) -> str:
        """A number."""
        return f"{x:.{digits}f}"

    def percent(self, x: float) -> str:
        """A share as per cent."""
        return f"{100 * x:.0f} %"

    def date(self, d: datetime.date, step: str = "day") -> str:
        """A date, as fine as the step."""
        return {"month": f"{d:%b %Y}", "quarter": f"{d:%b %Y}", "year": f"{d:%Y}"}.get(step, f"{d:%d %b %Y}")
