"""The forms of numbers, dates, times and sums of money as one regular expression, built from the words of etl/units.py.

It is tried only where a digit, a currency sign or one of FIRST_WORDS stands, so that it costs little. Every repetition in it is
bounded: its time grows with the length of the text and no faster, whatever the text is. Forms that have digits and count nothing (a
version, a telephone number, a list number) are forms too, without a label, so that no part of them is read as a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.language import words
from etl.units import CURRENCIES, FRACTIONS, MONTHS, SCALES, SMALL, TENS, UNITS


def _any(choices: Iterable[str]) -> str:
    found = "|".join(re.escape(word) for word in sorted(choices, key=lambda word: (-len(word), word)))
    return f"(?:{found})".replace("'", "['’]")


def _after(choices: Iterable[str]) -> str:
    """Behind one of the words. A look-behind has one width in Python, so each word has its own."""
    return "(?:" + "|".join(rf"(?<=\b{re.escape(word)} )" for word in sorted(choices)) + ")"


def _names(choices: Iterable[str]) -> str:
    """Words that mean it only with a capital: "March" and "MARCH", not "march"."""
    return f"(?-i:{_any(form for word in choices for form in (word.title(), word.upper()))})"


def _units(*kinds: str) -> set[str]:
    return {word for word, unit in UNITS.items() if unit.kind in kinds}


_CLOCK = {word for word in _units("duration") if UNITS[word].name in ("seconds", "minutes", "hours") and UNITS[word].factor == 1}
_CALENDAR = {word for word in _units("duration") if UNITS[word].name in ("days", "weeks", "months", "years")}

_B = r"[ \u00a0\u2009\u202f]"
_DASH = rf"{_B}?[-‐‑–—]{_B}?"
_JOIN = rf"(?:{_DASH}|{_B})"
_END = r"(?![\w%]|[.,:/]\d)"

# How many
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,5}(?:\.\d{1,4})?|\d{1,9}(?:\.\d{1,6})?|\.\d{1,4})(?!\d)"
_SCALE = rf"{_any(word for word in SCALES if len(word) > 2)}\b"
_SMALL = rf"(?:{_any(TENS)}{_JOIN}{_any(word for word, value in SMALL.items() if 0 < value < 10)}|{_any(SMALL)})\b"
_VAGUE = r"(?:half an?|an?|(?:a )?few|several|(?:a )?couple(?: of)?)"
_LARGE = rf"(?:{_VAGUE}|{_SMALL})(?:{_JOIN}{_SCALE}){{1,2}}(?:{_B}(?:and{_B})?{_SMALL}(?:{_B}{_SCALE}){{0,2}}){{0,2}}"
_BULK = r"(?:tens|dozens|hundreds|thousands|millions|billions|trillions)"
_FIGURE = rf"{_DIGITS}(?:{_B}?(?:k|m|mn|b|bn|tn)\b|(?:{_JOIN}{_SCALE}){{0,2}})\+?"
_AMOUNT = rf"(?:{_FIGURE}|{_LARGE}|{_SMALL}|{_BULK}(?:{_B}of{_B}{_BULK})?\b)(?:{_B}and an? (?:half|quarter)\b)?"
_TO = rf"(?:{_DASH}|{_B}(?:to|or){_B})"
_RANGE = rf"{_AMOUNT}(?:{_TO}{_AMOUNT})?"
_FRACTION_PART = rf"{_any(word for word in FRACTIONS if word != 'half')}s?\b"

# Of what
_PERCENT = rf"(?:%|{_any((_units('percent') - {'%'}) | {'pct', 'basis point', 'basis points'})}\b)"
_SIGN = rf"(?:(?-i:US|CA|AU|HK|NZ|[CARS])?\$|{_any(sign for sign in CURRENCIES if len(sign) == 1 and sign != '$')})"
_COIN = rf"(?:(?:us|american|canadian|australian){_B})?{_any(_units('money') | words.COINS)}\b"
_MEASURE = rf"(?:{_any((_units('size', 'speed', 'duration') - _CLOCK - _CALENDAR) | words.MEASURES)}(?!\w)|°[CF]?)"
_LASTING = rf"(?:{_any(words.LASTING)}{_B})?"
_HOURS = rf"{_LASTING}{_any(_CLOCK)}\b"
_DAYS = rf"{_LASTING}{_any(_CALENDAR | {'weekend', 'weekends'})}\b"
_AGO = rf"{_B}(?:ago|from now)\b"
_OLD = rf"(?:{_AGO}|{_JOIN}olds?\b)?"
_OF = rf"(?:{_JOIN}|{_B}of{_B})?"

# When
_MONTH = rf"(?:{_names(MONTHS)}\b|{_names(words.MONTHS_SHORT)}\b\.?)"
_WEEKDAY = _names(words.WEEKDAYS)
_ON = rf"(?:{_WEEKDAY}{_B}?,?{_B})?"
_SEASON = rf"{_any(words.SEASONS)}\b"
_YEAR = rf"(?:1\d{{3}}|20\d\d){_END}"
_NEAR_YEAR = rf"(?:1[5-9]\d\d|20[0-4]\d){_END}"
_TO_YEAR = rf"(?:[-‐‑–—](?:{_NEAR_YEAR}|\d\d{_END}))?"
_DAY = rf"(?:3[01]|[0-2]?\d)(?:st|nd|rd|th)?{_END}"
_OF_YEAR = rf"(?:{_B}?,?{_B}(?:of{_B})?{_YEAR})"
_PART = r"(?:(?:early|late|mid)[-‐‑])?"
_ORDINAL = rf"(?:\d{{1,4}}(?:st|nd|rd|th)|(?:{_any(TENS)}-)?{_any(words.ORDINALS)})\b"
_DECADE = rf"(?:(?:1\d|20)\d0['’]?s|['’]\d0s|{_after(words.BEFORE_DECADE)}(?:\d0['’]?s|{_any(words.DECADES)}))\b"
_ERA = rf"{_B}(?-i:BCE?|AD|CE)\b"
_NEAR = r"(?:last|next|this past|this|past)"
_DAYTIME = r"(?:morning|afternoon|evening|night)s?\b"
_PLURAL = rf"(?:people|men|women|children|(?!{_any(words.NO_PLURAL)}\b)(?-i:[a-z]{{1,20}}[^sui\W]s|[A-Z]{{2,6}}s))\b"

_DATES = (
    r"\d{4}-[01]\d-[0-3]\d(?![\w-])|\d{1,2}/\d{1,2}/(?:\d\d){1,2}(?![\w/])",  # 2026-01-22, 3/4/2021
    rf"{_ON}{_PART}{_MONTH}{_B}(?:the{_B})?{_DAY}(?:{_DASH}{_DAY}(?!{_B}{_MONTH}))?{_OF_YEAR}?",  # Jan. 5, January 5-8, 2026
    rf"{_ON}{_PART}(?:\d{{1,2}}[-–])?{_DAY}{_B}(?:of{_B})?{_MONTH}{_OF_YEAR}?",  # Friday, 22nd of January 2026
    rf"{_PART}(?:{_MONTH}|{_SEASON}|(?-i:[QH][1-4])\b){_OF_YEAR}",  # summer of 2020, Q3 2020
    rf"{_PART}{_ORDINAL}(?:(?:{_DASH}|{_B}(?:and|to|or){_B}){_ORDINAL})?{_JOIN}centur(?:y|ies)\b(?:{_ERA})?",  # 5th century BC
    rf"{_ORDINAL}{_JOIN}quarter{_B}of{_B}(?:fiscal{_B}(?:year{_B})?)?{_YEAR}|(?-i:Q[1-4])\b",  # third quarter of 2020
    rf"fiscal(?:{_B}year)?{_B}\d{{4}}\b|(?-i:FY){_B}?['’]?(?:\d{{4}}|\d\d)\b",  # fiscal 2021, FY21
    rf"{_PART}{_DECADE}",  # mid-1990s, '90s, (the) nineties, (her) 20s
    rf"(?-i:AD){_B}\d{{1,4}}\b|\d{{1,4}}{_ERA}",  # AD 79, 300 BC
    rf"{_NEAR}{_B}(?:week|weekend|month|quarter|year|decade|century|{_WEEKDAY}|{_names(MONTHS)}|{_SEASON})\b(?!-)",  # last year
    rf"(?-i:{_any(words.HOLIDAYS)})\b{_OF_YEAR}?|(?:today|yesterday|tomorrow)\b(?!{_B}{_DAYTIME})",  # Christmas 2020
    rf"{_PART}{_after(words.BEFORE_MONTH)}{_names(MONTHS)}\b",  # (in) May, but "May we"
    rf"{_PART}{_names(set(MONTHS) - {'march', 'may'})}\b(?!{_B}(?-i:[A-Z]))",  # January, but "June Cohen"
    rf"{_WEEKDAY}s?\b(?!{_B}{_DAYTIME})",  # Fridays
    r"(?:(?<=\bage )|(?<=\baged ))\d{1,3}\b",  # (aged) 45
)
_TIMES = (
    rf"\d{{1,2}}(?::\d\d)?(?:{_DASH}\d{{1,2}}(?::\d\d)?)?{_B}?(?:[ap]\.m\.|[ap]m\b)",  # 3:45 pm, 10-11 a.m.
    rf"(?:\d{{1,2}}|{_SMALL}){_B}o['’]clock\b",  # five o'clock
    rf"{_after(words.BEFORE_CLOCK)}(?:[01]?\d|2[0-3]):[0-5]\d(?![\w:])",  # (at) 13:30, but "(13:30)"
    rf"(?:last|this|yesterday|tomorrow|{_WEEKDAY}){_B}{_DAYTIME}|(?:tonight|noon|midnight)\b",  # Friday night
)
_NOTHING = (
    rf"(?:(?<![^\n])|(?<=\n{_B})|(?<=\n{_B}{_B})|(?<=\n{_B}{{4}}))\d{{1,3}}[.)](?=\s)",  # a list number at the head of a line: 1.
    r"\d{1,9}(?:[-.]\d{1,9}){2,8}",  # 2.0.1, 978-3-16-148410-0
    r"[2-9]\d\d-\d\d(?!00)\d\d\b",  # 555-0123, but "500-1000"
    r"\d{1,4}(?:[:/]\d{1,4}){1,3}",  # 13:01, 24/7
    r"(?-i:[48]K)\b|401\(?k\b|one day\b",
)
_SUM = (
    rf"(?:{_SIGN}{_B}?|(?-i:{_any(words.CURRENCY_CODES)}){_B}?){_FIGURE}(?:{_TO}(?:{_SIGN}{_B}?)?{_FIGURE})?"  # $5 to $10 million
    rf"(?:{_JOIN}{_COIN})?(?!\w)"
)
_FRAMED = (
    rf"(?:past|last|next|first|final|coming|previous|following){_B}(?:{_RANGE}|{_VAGUE}){_OF}"  # (the) last few hours
    rf"(?:(?P<TIME_framed>{_HOURS})|(?P<DATE_framed>{_DAYS}))"
)
_MEASURED = (
    rf"(?:{_RANGE}|half an?)(?:(?P<PERCENT>{_JOIN}?{_PERCENT}(?:{_TO}{_FIGURE}{_B}?{_PERCENT})?)"  # 20-30%, 10% to 15%
    rf"|(?P<MONEY>{_OF}{_COIN}|{_B}?[€£](?!\w))|(?P<TIME>{_OF}{_HOURS}{_OLD})"  # millions of dollars, two hours
    rf"|(?P<DATE>{_OF}{_DAYS}{_OLD})|(?P<QUANTITY>{_OF}{_MEASURE}))"  # 45-year-old, half a mile
)
_YEARS = (
    rf"{_PART}(?:{_after(words.BEFORE_SURE_YEAR)}{_NEAR_YEAR}{_TO_YEAR}"  # (in) 2020
    rf"|(?:{_NEAR_YEAR}|{_after(words.BEFORE_YEAR)}{_YEAR}){_TO_YEAR}(?!{_B}{_PLURAL}))(?!-\d)"  # 2010-15, but "2000 GPUs"
)
_FRACTION = rf"(?:{_SMALL}{_JOIN}|an?{_B}(?={_FRACTION_PART}{_B}of\b)){_FRACTION_PART}"  # two-thirds, a third (of)
_ORDINALS = (
    r"\d{1,4}(?:st|nd|rd|th)\b",  # 21st
    r"(?<!\bat )(?!(?-i:First),)first\b(?!-[a-z]| of all\b)",
    rf"{_after(words.BEFORE_SECOND)}second\b(?!-[a-z]|{_B}(?:i|you|we|they|he|she|it)\b)",  # (the) second, but "the second he left"
    rf"(?<=\ba )second\b(?={_B}[a-z])(?!{_B}{_any(words.AFTER_MOMENT)}\b)",  # (a) second try, but "a second to think"
    rf"(?:{_any(TENS)}-{_any(words.ORDINALS)}|{_any(words.ORDINALS - {'first', 'second'})})\b(?!-[a-z])",  # twenty-first
)


def _lasting(unit: str) -> str:
    """A time that no number counts. "A year" is one where it measures ("for a year", "a year ago"), not in "ten dollars a year"."""
    one = rf"an?{_B}{unit}"
    return (
        rf"(?:(?:a{_B})?few|several|(?:a{_B})?couple(?:{_B}of)?){_B}{unit}{_OLD}|{one}(?:{_AGO}|{_JOIN}old\b|{_B}and a half\b|{_B}or two\b)"
        rf"|{_after(words.MEASURING)}{one}(?!(?<=second){_B}[a-z])|(?<!\w ){unit}{_AGO}"
    )


def _labelled(label: str, forms: Iterable[str]) -> str:
    return "|".join(f"(?P<{label}_{at}>{form})" for at, form in enumerate(forms, start=1))


_FORMS = (
    _labelled("DATE", _DATES),
    _labelled("TIME", _TIMES),
    *_NOTHING,
    f"(?P<MONEY_sum>{_SUM})",
    _FRAMED,
    _MEASURED,
    f"(?P<TIME_lasting>{_lasting(_HOURS)})",
    f"(?P<DATE_lasting>{_lasting(_DAYS)})",
    f"(?P<DATE_year>{_YEARS})",
    f"(?P<CARDINAL_fraction>{_FRACTION})",
    _labelled("ORDINAL", _ORDINALS),
    rf"(?P<CARDINAL>{_RANGE}[x×]?)(?!\w|-\w|[.,:/]\d|{_B}?%)",
)
NUMBER = re.compile("|".join(_FORMS), re.IGNORECASE)
"""A form; what stands before "_" in the name of its last group is its label. A form that is no number has no group."""

START = re.compile(rf"(?<![\w@#/\\])(?<!\w[-.,:'’+])(?:\d|\.\d|{_SIGN}|['’]\d0s|(?P<word>[^\W\d_]+))")
"""Where a form may begin."""

FIRST_WORDS = frozenset(
    [*SMALL, *MONTHS, *_CLOCK, *_CALENDAR, *words.ORDINALS, *words.MONTHS_SHORT, *words.WEEKDAYS, *words.SEASONS, *words.DECADES]
    + [f"{day}s" for day in words.WEEKDAYS]
    + [re.split(r"\W", name.lower())[0] for name in (*words.HOLIDAYS, *words.CURRENCY_CODES)]
    + [*words.NUMBER_STARTERS]
)
"""The first words of all forms that begin with a word."""
