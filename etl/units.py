"""The words for units and scales, each with its kind, its name in the database and the factor that turns it into that unit.

Decimal factors for bytes: speakers say "megabytes" of files and traffic, and the difference is within their rounding.
Units shorter than a second become seconds; decades and centuries become years; all other times keep the unit that was said.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import prod


@dataclass(frozen=True, slots=True)
class Unit:
    kind: str
    name: str
    factor: float = 1.0


PERIODS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")

SCALES: dict[str, float] = {
    "dozen": 12.0,
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "b": 1e9,
    "bn": 1e9,
}

_SMALL_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
"""
_TENS_WORDS = """
    twenty thirty forty fifty sixty seventy eighty ninety
"""
_MONTH_WORDS = """
    january february march april may june july august september october november december
"""
MONTHS = tuple(_MONTH_WORDS.split())
TENS: dict[str, float] = {word: 10.0 * i for i, word in enumerate(_TENS_WORDS.split(), start=2)}
SMALL: dict[str, float] = {word: float(i) for i, word in enumerate(_SMALL_WORDS.split())} | TENS

FRACTIONS: dict[str, int] = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fourth": 4,
    "fifth": 5,
    "sixth": 6,
    "seventh": 7,
    "eighth": 8,
    "ninth": 9,
    "tenth": 10,
}

CURRENCIES: dict[str, str] = {"US$": "USD", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR"}

IRREGULAR_PLURALS = {"person": "people", "child": "children", "man": "men", "woman": "women", "foot": "feet", "mouse": "mice"}


def plural(noun: str) -> str:
    """ "company" = "companies", "square foot" = "square feet"; a noun that is plural already stays."""
    if " " in noun:
        first, last = noun.rsplit(" ", 1)
        return f"{first} {plural(last)}"
    if noun in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[noun]
    if noun in IRREGULAR_PLURALS.values() or (noun.endswith("s") and not noun.endswith("ss")):
        return noun
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("ss", "x", "ch", "sh")) else "s")


def _spelled(unit: Unit, *words: str) -> dict[str, Unit]:
    """The unit under each word and each word's plural."""
    return {form: unit for word in words for form in (word, plural(word))}


UNITS: dict[str, Unit] = {
    **{word: Unit("percent", "percent") for word in ("%", "percent", "per cent")},
    **_spelled(Unit("percent", "percentage points"), "percentage point"),
    **_spelled(Unit("money", "USD"), "dollar", "US dollar", "buck", "USD"),
    **_spelled(Unit("money", "USD", 0.01), "cent"),
    **_spelled(Unit("money", "EUR"), "euro", "EUR"),
    **_spelled(Unit("money", "GBP"), "pound sterling", "GBP"),
    **_spelled(Unit("duration", "seconds", 1e-9), "nanosecond", "ns"),
    **_spelled(Unit("duration", "seconds", 1e-6), "microsecond"),
    **_spelled(Unit("duration", "seconds", 1e-3), "millisecond", "ms"),
    **_spelled(Unit("duration", "seconds"), "second", "sec"),
    **_spelled(Unit("duration", "minutes"), "minute", "min"),
    **_spelled(Unit("duration", "hours"), "hour", "hr"),
    **_spelled(Unit("duration", "days"), "day"),
    **_spelled(Unit("duration", "weeks"), "week"),
    **_spelled(Unit("duration", "months"), "month"),
    **_spelled(Unit("duration", "years"), "year"),
    **_spelled(Unit("duration", "years", 10.0), "decade"),
    **_spelled(Unit("duration", "years", 100.0), "century"),
    **_spelled(Unit("size", "bytes"), "byte"),
    **_spelled(Unit("size", "bytes", 1e3), "kilobyte", "KB"),
    **_spelled(Unit("size", "bytes", 1e6), "megabyte", "meg", "MB"),
    **_spelled(Unit("size", "bytes", 1e9), "gigabyte", "gig", "GB"),
    **_spelled(Unit("size", "bytes", 1e12), "terabyte", "TB"),
    **_spelled(Unit("size", "bytes", 1e15), "petabyte", "PB"),
    **_spelled(Unit("size", "square feet"), "square foot", "sq ft"),
    **_spelled(Unit("size", "square meters"), "square meter", "square metre"),
    **_spelled(Unit("size", "meters"), "meter", "metre"),
    **_spelled(Unit("size", "meters", 1e-2), "centimeter", "centimetre", "cm"),
    **_spelled(Unit("size", "meters", 1e-3), "millimeter", "millimetre", "mm"),
    **_spelled(Unit("size", "kilometers"), "kilometer", "kilometre", "km"),
    **_spelled(Unit("size", "miles"), "mile"),
    **_spelled(Unit("size", "feet"), "foot"),
    **_spelled(Unit("size", "inches"), "inch"),
    **_spelled(Unit("size", "acres"), "acre"),
    **_spelled(Unit("size", "pounds"), "pound", "lb"),
    **_spelled(Unit("size", "kilograms"), "kilogram", "kg", "kilo"),
    **_spelled(Unit("size", "tons"), "ton", "tonne"),
    **_spelled(Unit("size", "liters"), "liter", "litre"),
    **_spelled(Unit("speed", "miles per hour"), "mph", "mile per hour", "miles per hour", "miles an hour"),
    **_spelled(Unit("speed", "kilometers per hour"), "km/h", "kph", "kilometers per hour"),
    **_spelled(Unit("speed", "bits per second", 1e6), "Mbps", "megabits per second"),
    **_spelled(Unit("speed", "bits per second", 1e9), "Gbps", "gigabits per second"),
    **_spelled(Unit("speed", "hertz"), "hertz", "Hz"),
    **_spelled(Unit("speed", "hertz", 1e6), "megahertz", "MHz"),
    **_spelled(Unit("speed", "hertz", 1e9), "gigahertz", "GHz"),
    **_spelled(Unit("multiple", "x"), "x", "×"),
    **_spelled(Unit("multiple", "x"), "fold"),
}
UNITS = {word.casefold(): unit for word, unit in UNITS.items()}


def word_value(words: str) -> float:
    """ "two hundred and fifty" = 250, "1,023" = 1023, "twenty-five" = 25. "several" and "a few" count one: a lower bound."""
    total, current = 0.0, 0.0
    for word in words.lower().replace("-", " ").replace(",", "").split():
        scale = SCALES.get(word)
        if word in SMALL:
            current += SMALL[word]
        elif word in ("couple", "half"):
            current = 2.0 if word == "couple" else 0.5
        elif scale and scale < 1000:
            current = (current or 1.0) * scale
        elif scale:
            total, current = (total + (current or 1.0)) * scale, 0.0
        elif word[0] in ".0123456789":
            current = float(word)
    return total + current


def bulk_value(words: str) -> float:
    """ "hundreds of millions" = 100,000,000: the least that the words can mean."""
    return prod(10.0 if word == "tens" else SCALES.get(word.removesuffix("s"), 1.0) for word in words.lower().split())
