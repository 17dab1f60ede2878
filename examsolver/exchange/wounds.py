"""What spreadsheets do to answers: found and told, never guessed back."""

from __future__ import annotations

import re

from examsolver.core.question import Kind

MONTHS = {
    "jan": 1, "ene": 1, "feb": 2, "fév": 2, "fev": 2, "mar": 3, "mär": 3, "mrz": 3, "apr": 4, "avr": 4, "abr": 4,
    "may": 5, "mai": 5, "mag": 5, "jun": 6, "juin": 6, "giu": 6, "jul": 7, "juil": 7, "lug": 7, "aug": 8, "aoû": 8,
    "ago": 8, "sep": 9, "set": 9, "oct": 10, "okt": 10, "ott": 10, "nov": 11, "dec": 12, "dez": 12, "déc": 12,
    "dic": 12,
}  # fmt: skip
"""How the names of months begin in the languages of common spreadsheets; ``juin`` and ``juil`` need four letters."""

NAMED = re.compile(r"(?P<day>\d{1,2})\.?[-/. ]\s?(?P<month>[^\W\d_]{3,9})\.?(?:[-/. ]\s?(?P<year>\d{4}|\d\d))?")
MONTH_FIRST = re.compile(r"(?P<month>[^\W\d_]{3,9})\.?[-/. ]\s?(?P<day>\d{1,4})(?:,? (?P<year>\d{4}))?")
ISO = re.compile(r"(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)(?:[ T]00:00(?::00(?:\.0+)?)?)?")
NUMBERED = re.compile(r"(?P<day>\d{1,2})(?P<mark>[/.])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)")
SHORT = re.compile(r"(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d\d)")
CLOCK = re.compile(r"\d{1,3}:[0-5]\d:[0-5]\d(?: ?[AP]M)?", re.IGNORECASE)
FAULT = re.compile(r"#(?:NAME\?|VALUE!|REF!|DIV/0!|N/A|NUM!|NULL!|WERT!|BEZUG!|NOM\?|VALEUR!)|#{3,}")
SHORTENED = re.compile(r"-?\d(?:[.,](?P<shown>\d+))?E\+(?P<power>\d\d+)")
MAYBE = re.compile(r"[\d#-]|[^\W\d_]{3,9}\.?[-/. ]\s?\d")
LONGEST = 32

COMMA = re.compile(r"[-+]?(?:0,\d+|\d+,(?:\d{1,2}|\d{4,}))")
EITHER = re.compile(r"[-+]?[1-9]\d{0,2},\d{3}")


def damage_of(text: str, kind: Kind) -> str | None:
    """What a spreadsheet made of an answer, in words; None where there is no sign of that.

    Dates and times (for fractions and ratios), error values, integers shortened to a few digits. What
    was there before cannot be told for certain, so a human must look.
    """
    text = text.strip()
    if len(text) > LONGEST or not MAYBE.match(text) or kind in ("name", "names", "pairs", "yes-no", "choice"):
        return None
    if FAULT.fullmatch(text):
        return "is an error value of a spreadsheet; what was written is lost"
    were = date_for(text)
    if were:
        return f"is a date, which spreadsheets make of fractions; {' or '.join(were)} may have been written"
    if CLOCK.fullmatch(text):
        return "is a time of day, which spreadsheets make of ratios"
    shortened = SHORTENED.fullmatch(text)
    if kind == "integer" and shortened and int(shortened["power"]) > len(shortened["shown"] or ""):
        return "was shortened by a spreadsheet; the last digits are lost"
    return None


def date_for(text: str) -> tuple[str, ...]:
    """The fractions that a spreadsheet may have turned into this date; none where it is no date."""
    for form in (NAMED, MONTH_FIRST, ISO, NUMBERED, SHORT):
        found = form.fullmatch(text)
        month = _month(found["month"]) if found else None
        if found and month:
            year = found["year"] if form is SHORT else None
            return _fractions(int(found["day"]), month, year)
    return ()


def _month(word: str) -> int | None:
    if word.isdigit():
        return int(word) or None
    return MONTHS.get(word[:4].casefold()) or MONTHS.get(word[:3].casefold())


def _fractions(day: int, month: int, year: str | None) -> tuple[str, ...]:
    tail = f"/{year}" if year else ""
    one, other = f"{day}/{month}{tail}", f"{month}/{day}{tail}"
    return (one,) if one == other else (one, other)


def comma_of(text: str) -> str | None:
    """``decimal`` where a comma can only be decimal, ``either`` where it may also part thousands, else None."""
    if len(text) > LONGEST or "," not in text:
        return None
    return "decimal" if COMMA.fullmatch(text) else "either" if EITHER.fullmatch(text) else None
