"""The regular expressions of the number grammar that etl/quantities.py reads with. Built from the words of etl/units.py."""

from __future__ import annotations

import re
from collections.abc import Iterable

from etl.units import CURRENCIES, FRACTIONS, MONTHS, PERIODS, SCALES, SMALL, TENS, UNITS


def _any(words: Iterable[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word))) + ")"


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_DIGITS = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
_SCALE = _any(word for word in SCALES if len(word) > 2)
_SMALL = rf"(?:{_any(TENS)}-{_any(word for word, number in SMALL.items() if 0 < number < 10)}|{_any(SMALL)})"
_HUNDREDS = rf"(?:half an?|an?|several|a few|a couple(?: of)?|{_SMALL})(?: {_SCALE})+(?:(?: and)? {_SMALL})?"
_MANY = "(?:tens|dozens|hundreds|thousands|millions|billions)"
_UNIT = _any(UNITS)
_PERIOD = _any(PERIODS)
_EACH = r"(?:an?|per|each|every)"
_MONTH = _any(MONTHS)

NUMBER = _compile(
    rf"(?<![\w.,/])(?:(?P<currency>{_any(CURRENCIES)})\s?)?"
    rf"(?:(?P<digits>{_DIGITS})(?:\s?(?P<suffix>k|m|b|bn)\b)?(?P<scales>(?: {_SCALE})*)"
    rf"|(?P<words>{_HUNDREDS}|a couple of|{_SMALL})\b"
    rf"|(?P<bulk>{_MANY}(?: of {_MANY})?)(?= (?:of|per|or even|and even|to)\b))"
    r"(?P<half> and an? half)?(?P<ish>-?ish\b)?(?P<plus>\+)?"
)
FRACTION = _compile(
    rf"\b(?P<count>{_SMALL}|an?|\d+)[ -](?P<part>{_any(word for word in FRACTIONS if word != 'half')})s?\b(?= of\b)"
    r"|(?<!and a )(?<!first )(?<!second )(?<!other )(?<!latter )\b(?P<half>half)(?= (?:of|the|all|its|their|his|her)\b)"
    rf"|\b(?P<part_of>{_SMALL}|\d+) (?:in|out of|of) (?:every )?(?P<whole>{_SMALL}|\d{{1,3}})\b(?! ?{_UNIT}\b)"
)
MULTIPLE = _compile(
    rf"\b(?P<factor>{_DIGITS}|{_SMALL}) times(?= (?:as|more|less|the|\w+er)\b)|\b(?P<twice>twice)(?= (?:as|the|that|what)\b)"
    rf"|\b(?P<fold>{_SMALL})fold\b|\b(?P<double>double[sd]?|doubling)\b|\b(?P<triple>triple[sd]?|tripling)\b|\b(?P<quadruple>quadruple[sd]?)\b"
)
TWICE_A = _compile(rf"\btwice {_EACH} (?P<period>{_PERIOD})\b")
RANK = _compile(r"\btop (?P<top>\d+|three|five|ten)\b|(?:\bnumber |\bno\. |(?<!\w)#)(?P<place>one|\d+)\b")
ONE_UNIT = _compile(
    rf"(?<![\w$])(?P<a>half an?|an?) (?P<unit>{_any(word for word, unit in UNITS.items() if unit.kind in ('duration', 'size', 'money'))})"
    r"(?P<and_half> and a half)?(?!\w)(?P<or_two> or two\b)?(?P<or_more> or an? (?P=unit) and a half\b)?"
)
UNIT = _compile(rf"[ -]?(?:(?:more|full|whole|extra|additional|recorded) )?(?P<unit>{_UNIT})(?!\w)")
PER = _compile(rf"(?: of [\w-]+| off)?(?: {_EACH} |/ ?)(?P<period>{_PERIOD})\b")

NEXT_IN_RANGE = _compile(r"(?P<join> ?[-–—] ?| to | or | and |, (?=\d+ or \d))(?:(?:about|even|perhaps|as many as) )?")
BETWEEN = _compile(r"\bbetween (?:about |roughly |some )?$")
CHANGE_FROM = _compile(r"(?<!range )(?<!ranges )(?<!ranging )(?<!ranged )\bfrom (?:[\w ]{1,12} )?$")

COMPARATORS = {
    "about": r"about|around|roughly|approximately|some|perhaps|maybe|circa|nearly|almost|close to|near|something like|an estimated|~",
    "<=": r"(?<!add )(?<!adds )(?<!added )(?<!adding )up to|at most|no more than|not more than|as many as|as much as|a maximum of"
    r"|not (?:\w+ )?above|within(?: the (?:last|next|first|past))?",
    ">=": r"at least|no less than|no fewer than|upwards of|a minimum of",
    ">": r"more than|over|above|(?<!the )past|beyond|passed|passes|exceed(?:ed|s|ing)?|surpass(?:ed|es)?|topped"
    r"|(?:larg|great|long|high|bigg)er than",
    "<": r"less than|fewer than|under|below|shorter than|smaller than|lower than",
}
_SOFTENED = "(?:(?:just|well|a little|slightly|somewhere) )?"
BEFORE = [(sign, _compile(rf"(?<!\w){_SOFTENED}(?:{words})\s*$")) for sign, words in COMPARATORS.items()]
AFTER = {
    "about": _compile(r" or so\b"),
    ">=": _compile(r" or (?:more|longer|above|higher|greater)\b| and (?:above|up)\b"),
    "<=": _compile(r" or (?:less|fewer|below)\b| at most\b"),
}

MEASURES_ONE = _compile(rf"(?<!\w)(?:{'|'.join(COMPARATORS.values())}|for|takes?|took|taking|lasts?|lasted|spent|spends?) $")
NOTHING_BEFORE = _compile(
    r"(?:\b(?:versions?|v|episodes?|chapter|season|part|step|level|phase|section|page|figure|gen|generation|web|article|rule|line|"
    rf"{_MONTH})\.? ?|\w-|\d:)$"
)
NOTHING_AFTER = _compile(rf":\d|(?:st|nd|rd|th)\b| (?:of )?{_MONTH}\b| ?[ap]\.?m\b|-to-| o['’]clock")
LIST_POSITION = re.compile(r"\d+\. ")
YEAR = re.compile(r"(?:1[5-9]|20)\d\d(?:s\b)?")
YEAR_AFTER = _compile(
    r"(?:^|\b(?:in|since|by|until|till|from|of|early|late|mid|around|during|before|after|between|and|to|for|spring|summer|autumn|fall|winter|year|"
    rf"{_MONTH}),?[ -](?:the )?)$"
)
CAPITALISED_BEFORE = re.compile(r"\w[^.!?]* \w*[A-Z]\w* $")
DETERMINED = _compile(r"(?:\b(?:the|these|those|all|both|his|her|their|its|our|my|your|last|other|each|this|any|no)|['’]s) $")
""" "the two", "these three": they point at things already named and state no number."""

WEAK_BOUND = _compile(r"(?:within|over|under)\b")
"""Before "about" these tell a time frame more than a bound: "over about 10 years"."""

OF_ITS = re.compile(r" of (?:[A-Z][\w-]+['’]s |(?:the|its|his|her|their) )?")
COMPOUND = re.compile(r"-(?P<noun>[a-z]{3,})\b")
WORD = re.compile(r" (?P<word>[^\W\d_][\w’'-]*)")
_FUNCTION_WORDS = """
    a an the of in on at to for from by with as and or but if than that which who when while where is are was were be been being had has
    have do does did will would can could may might must should not more less fewer after before during about over under into out up per
    each every down off later ago earlier it its he she they his her their this these those there so such very just only also then across
    within between through among against because since until both either say said says according
"""
NOT_COUNTED = frozenset(_FUNCTION_WORDS.split())
