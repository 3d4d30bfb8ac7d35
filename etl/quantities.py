"""Numbers in a sentence, with what they count and how exactly: "more than 2,000 GPUs", "50-60%", "$3.8 million", "ten times faster".

A grammar by hand instead of a library: those that exist turn ranges into midpoints, miss "per cent" and read years as quantities.
A quantity is read from the number outwards: the number itself (or a range of two), the unit or the counted noun behind it, "a week"
behind that, then the words before ("about", "at least") and after ("or more") that say how exact it is. What carries digits but
measures nothing is left out: names, dates, clock times, versions, list positions, "the two".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from etl import number_patterns as p
from etl.units import CURRENCIES, FRACTIONS, IRREGULAR_PLURALS, SCALES, UNITS, Unit, bulk_value, plural, word_value

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Quantity:
    """text[start:end] is the whole expression. low = high for a single value; unit is None where nothing says what is counted."""

    start: int
    end: int
    kind: str
    low: float
    high: float
    unit: str | None = None
    comparator: str = "="
    measure: str | None = None


def find_quantities(text: str, names: Spans = (), phrases: Spans = ()) -> Iterator[Quantity]:
    """The quantities of a sentence, from left to right. `names` are spans of named entities: digits inside them are no numbers.
    `phrases` are spans of noun phrases; where none covers a number its noun is guessed from the words that follow."""
    reached = 0
    for match, read in _candidates(text):
        inside_name = any(start < match.end() and match.start() < end for start, end in names)
        if match.start() < reached or inside_name:
            continue
        quantity = read(text, match, phrases)
        if quantity:
            yield _with_comparator(text, quantity)
            reached = quantity.end


def _candidates(text: str) -> list[tuple[re.Match[str], Reader]]:
    """Everything that may be a number, by place; where two begin at one place the special form goes before the plain number."""
    found = [(match, read) for pattern, read in READERS for match in pattern.finditer(text)]
    return sorted(found, key=lambda pair: pair[0].start())


def _fraction(text: str, match: re.Match[str], phrases: Spans) -> Quantity | None:
    """ "half of", "two-thirds of", "one in five": a percentage with one decimal."""
    if match["half"]:
        share = 0.5
    elif match["part"]:
        share = word_value(match["count"]) / FRACTIONS[match["part"].lower()]
    else:
        share = word_value(match["part_of"]) / (word_value(match["whole"]) or 1.0)
    if not 0 < share < 1:
        return None
    percent = round(100 * share, 1)
    return Quantity(match.start(), match.end(), "percent", percent, percent, "percent", measure=_measured(text, match.end(), phrases))


def _multiple(_text: str, match: re.Match[str], _phrases: Spans) -> Quantity:
    """ "ten times faster", "twice as many", "doubled", "tenfold"."""
    fixed = {"twice": 2.0, "double": 2.0, "triple": 3.0, "quadruple": 4.0}
    named = match.lastgroup or ""
    factor = fixed[named] if named in fixed else word_value(match["factor"] or match["fold"])
    return Quantity(match.start(), match.end(), "multiple", factor, factor, "x")


def _often(_text: str, match: re.Match[str], _phrases: Spans) -> Quantity:
    """ "twice a year"."""
    return Quantity(match.start(), match.end(), "rate", 2.0, 2.0, f"times per {match['period'].lower()}")


def _rank(_text: str, match: re.Match[str], _phrases: Spans) -> Quantity:
    value = word_value(match["top"] or match["place"])
    return Quantity(match.start(), match.end(), "rank", value, value, "rank", "<=" if match["top"] else "=")


def _one_unit(text: str, match: re.Match[str], _phrases: Spans) -> Quantity | None:
    """ "a month", "half an hour", "a year and a half", "a dollar or two". A bare "a month" is a number only where something measures
    with it ("about a month", "for a month"): "twenty dollars a month" and "one month a friend called" are not."""
    low = 0.5 if match["a"].lower().startswith("half") else 1.5 if match["and_half"] else 1.0
    high = 2.0 if match["or_two"] else 1.5 if match["or_more"] else low
    if low == high == 1.0 and not p.MEASURES_ONE.search(text[: match.start()]):
        return None
    unit = UNITS[match["unit"].lower()]
    return Quantity(match.start(), match.end(), unit.kind, low * unit.factor, high * unit.factor, unit.name)


def _number(text: str, match: re.Match[str], phrases: Spans) -> Quantity | None:
    """A plain number or a range of two, with its unit or its counted noun."""
    if _is_no_number(text, match):
        return None
    low, high, last = _range(text, match)
    unit = p.UNIT.match(text, last.end())
    if match["currency"]:
        found = Unit("money", CURRENCIES[match["currency"].upper()])
        quantity = Quantity(match.start(), last.end(), found.kind, low, high, found.name, measure=_measured(text, last.end(), phrases))
    elif unit:
        quantity = _with_unit(text, Quantity(match.start(), unit.end(), "", low, high), UNITS[unit["unit"].lower()], phrases)
    else:
        quantity = _with_noun(text, Quantity(match.start(), last.end(), "other", low, high), phrases)
    return None if _means_nothing(text, match, quantity) else replace(quantity, comparator=_own_sign(match, low < high))


def _own_sign(match: re.Match[str], is_range: bool) -> str:
    """How exact the number's own words are: "500+", "thousands" and "several hundred" are lower bounds, "50,000-ish" is not exact."""
    words = (match["words"] or "").lower()
    if match["ish"] or words.startswith("a couple") or (match["bulk"] and is_range):
        return "about"
    return ">=" if match["plus"] or match["bulk"] or words.startswith(("several", "a few")) else "="


def _range(text: str, first: re.Match[str]) -> tuple[float, float, re.Match[str]]:
    """Lowest and highest value of "50-60", "14 or 15 million", "3, 6 or 12", and the match of the last number.
    "from 40 to 60" is a change, not a range: only its first number is read."""
    low = high = value(first)
    last = first
    before = text[: first.start()]
    while joined := p.NEXT_IN_RANGE.match(text, _after_own_unit(text, last)):
        between = bool(p.BETWEEN.search(before))
        changed = joined["join"].strip() == "to" and p.CHANGE_FROM.search(before)
        following = p.NUMBER.match(text, joined.end())
        if following is None or changed or (joined["join"].strip() == "and") != between:
            break
        scale = _scale(following)
        top = value(following)
        if high < 1000 and _scale(last) == 1.0 and high * scale <= top:
            low, high = low * scale, high * scale
        own = p.UNIT.match(text, last.end())
        if top <= high or (own and not p.UNIT.match(text, following.end())):
            break
        high, last = top, following
    return low, high, last


def _after_own_unit(text: str, number: re.Match[str]) -> int:
    """The end of a number, or of the unit that a range repeats on both sides ("10%-15%")."""
    unit = p.UNIT.match(text, number.end())
    return unit.end() if unit else number.end()


def value(number: re.Match[str]) -> float:
    """The value of a match of NUMBER with its scale words."""
    if number["digits"]:
        amount = word_value(number["digits"]) * _scale(number)
    elif number["bulk"]:
        amount = bulk_value(number["bulk"])
    else:
        amount = word_value(number["words"])
    return amount + 0.5 * _scale(number) if number["half"] else amount


def _scale(number: re.Match[str]) -> float:
    """The factor of the scale words that end a number: 1e6 for "15 million" and "$15M"."""
    if not number["digits"]:
        scale = SCALES.get((number["words"] or "one").lower().split()[-1], 1.0)
        return scale if scale >= 1000 else 1.0
    words = (number["scales"] or "").lower().split() + ([number["suffix"].lower()] if number["suffix"] else [])
    scale = 1.0
    for word in words:
        scale *= SCALES[word]
    return scale


def _with_unit(text: str, quantity: Quantity, unit: Unit, phrases: Spans) -> Quantity:
    """The quantity in its unit, and as a rate where "a week" follows a time or a size ("2 to 8 hours per week")."""
    found = replace(quantity, kind=unit.kind, low=quantity.low * unit.factor, high=quantity.high * unit.factor, unit=unit.name)
    found = replace(found, measure=_measured(text, found.end, phrases))
    return _with_period(text, found) if unit.kind in ("duration", "size") else found


def _with_period(text: str, quantity: Quantity) -> Quantity:
    per = p.PER.match(text, quantity.end)
    if per is None:
        return quantity
    return replace(quantity, kind="rate", unit=f"{quantity.unit} per {per['period'].lower()}", end=per.end())


def _with_noun(text: str, quantity: Quantity, phrases: Spans) -> Quantity:
    """The quantity as a count of the noun that follows: unit is the noun ("rangers"), measure the phrase ("park rangers")."""
    compound = p.COMPOUND.match(text, quantity.end)
    if compound:
        noun = plural(compound["noun"])
        return replace(quantity, kind="count", unit=noun, measure=noun, end=compound.end())
    end = _noun_end(text, quantity.end, phrases)
    if end is None:
        return quantity
    phrase = text[quantity.end : end].removeprefix(" of").strip()
    unit = phrase.split()[-1]
    return _with_period(text, replace(quantity, kind="count", unit=unit, measure=phrase, end=end))


def _noun_end(text: str, start: int, phrases: Spans) -> int | None:
    """Where the phrase ends that a number counts: its noun phrase, else the first plural among the words behind it."""
    for phrase_start, phrase_end in phrases if text.startswith(" ", start) else ():
        if phrase_start <= start + 1 < phrase_end:
            return phrase_end
    of_its = p.OF_ITS.match(text, start)
    reached = of_its.end() - 1 if of_its else start
    for _ in range(5):
        word = p.WORD.match(text, reached)
        if word is None or word["word"].lower() in p.NOT_COUNTED:
            return None
        reached = word.end()
        if _is_plural(word["word"]):
            return reached
    return None


def _is_plural(word: str) -> bool:
    """Whether a word looks like a common noun's plural: "GPUs" and "people" do, "Jenkins" and "status" do not."""
    if word in IRREGULAR_PLURALS.values():
        return True
    common = word[0].islower() or word[:-1].isupper()
    return common and word.endswith("s") and not word.endswith(("ss", "us", "'s", "’s"))


def _measured(text: str, end: int, phrases: Spans) -> str | None:
    """The noun phrase behind "of": what a percentage, a price or a time is of."""
    if not text.startswith(" of ", end):
        return None
    found = [text[max(start, end + 4) : stop] for start, stop in phrases if start <= end + 8 and end + 4 < stop]
    words = found[0].split() if found else []
    return " ".join(words[1:] if words and words[0].lower() in ("the", "a", "an", "its", "their", "his", "her") else words) or None


def _is_no_number(text: str, match: re.Match[str]) -> bool:
    """Whether what stands around digits shows that they name, date or order something."""
    before, start, end = text[: match.start()], match.start(), match.end()
    if p.NOTHING_AFTER.match(text, end) or (p.LIST_POSITION.match(text) and start == 0):
        return True
    if match["digits"] is None or match["currency"]:
        return False
    if p.NOTHING_BEFORE.search(before) or p.CAPITALISED_BEFORE.search(before):
        return True
    if p.YEAR.fullmatch(match[0]) and (p.YEAR_AFTER.search(before) or _noun_end(text, end, ()) is None):
        return True
    glued = text[end : end + 1].isalpha()
    return glued and not p.UNIT.match(text, end)


def _means_nothing(text: str, match: re.Match[str], quantity: Quantity) -> bool:
    """Whether a number word points instead of counting ("the two", "one of them", "two-step")."""
    if not match["words"] or quantity.kind not in ("count", "other"):
        return False
    small = quantity.high <= 12
    compound = text[match.end() : match.end() + 1] == "-"
    return small and (match["words"].lower() == "one" or compound or bool(p.DETERMINED.search(text[: match.start()])))


def _with_comparator(text: str, quantity: Quantity) -> Quantity:
    """The quantity with the words that say how exact it is. A bound says more than "about": "at least about $15,000" is >=."""
    start, before = _signs_before(text, quantity)
    end, after = _signs_after(text, quantity.end)
    signs = [sign for sign in (*before, *after, quantity.comparator) if sign != "="]
    bounds = [sign for sign in signs if sign != "about"]
    return replace(quantity, start=start, end=end, comparator=(bounds or signs or ["="])[0])


def _signs_before(text: str, quantity: Quantity) -> tuple[int, list[str]]:
    """Where the words before the number begin, and their signs from the nearest to the farthest."""
    start, signs = quantity.start, list[str]()
    if between := p.BETWEEN.search(text[:start]):
        start = between.start()
    while found := next(((sign, m.start()) for sign, pattern in p.BEFORE if (m := pattern.search(text[:start]))), None):
        sign, begin = found
        if "about" in (quantity.comparator, *signs) and p.WEAK_BOUND.match(text, begin):
            break
        start = begin
        signs.append(sign)
    return start, signs


def _signs_after(text: str, end: int) -> tuple[int, list[str]]:
    signs = []
    for sign, pattern in p.AFTER.items():
        if after := pattern.match(text, end):
            signs.append(sign)
            end = after.end()
    return end, signs


Reader = Callable[[str, re.Match[str], Spans], Quantity | None]
READERS: list[tuple[re.Pattern[str], Reader]] = [
    (p.FRACTION, _fraction),
    (p.MULTIPLE, _multiple),
    (p.TWICE_A, _often),
    (p.RANK, _rank),
    (p.ONE_UNIT, _one_unit),
    (p.NUMBER, _number),
]
