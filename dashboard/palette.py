"""The visual voice: colour roles for light and dark, one way to write numbers and dates, and text from data made harmless.

Warm paper and ink carry the page, petrol is the one accent and the first series. A series takes its colour from its place in the
reader's own choice, so that a filter never repaints the chart. The series were searched so that all pairs, not only neighbours,
stay apart in normal and in colour-blind sight; tests/dashboard/test_palette.py holds them to it. Lightness carries as much of
the difference as hue: black-and-white print keeps the lines apart too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

HEADINGS = "Newsreader"
TEXT = "IBM Plex Sans"
NO_VALUE = "–"
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class Palette:
    """Roles, not hues: `paper` is the page, `surface` a panel on it, `grid` a line that one may overlook, `rule` one that one may not."""

    paper: str
    surface: str
    ink: str
    muted: str
    grid: str
    rule: str
    accent: str
    fill: str
    """The accent under white letters."""
    wrong: str
    wrong_ground: str
    """A notice of something that could not be done, letters and ground."""
    warned: str
    warned_ground: str
    series: tuple[str, ...]
    sequential: tuple[str, ...]
    """Ten steps from little to much."""
    band: float
    """Opacity of an interval's band."""


LIGHT = Palette(
    paper="#fbf8f2",
    surface="#f4eee3",
    ink="#16110b",
    muted="#6b645a",
    grid="#e6dfd1",
    rule="#cfc5b3",
    accent="#0b6470",
    fill="#0b6470",
    wrong="#7a2418",
    wrong_ground="#f6e3da",
    warned="#5c4306",
    warned_ground="#f5e9cb",
    series=("#0b6470", "#be7e20", "#1d3972", "#85513c", "#8772d1", "#6a1a31", "#9e7c9c", "#5e9575"),
    sequential=("#e5f0f1", "#c2dcde", "#9fc8cd", "#7ab5bc", "#53a1ac", "#188e9c", "#007886", "#006471", "#004f5c", "#003c48"),
    band=0.16,
)
DARK = Palette(
    paper="#191714",
    surface="#24211c",
    ink="#ece6da",
    muted="#a79f92",
    grid="#35312a",
    rule="#4a443b",
    accent="#6cc4c9",
    fill="#1f7f88",
    wrong="#f2b9a9",
    wrong_ground="#3a231d",
    warned="#ecd193",
    warned_ground="#352c17",
    series=("#6cc4c9", "#ecbb4a", "#9295ed", "#a8621b", "#8064d4", "#ec576d", "#926a8a", "#acd1a8"),
    sequential=("#213337", "#25474d", "#275b63", "#27707a", "#248692", "#1d9ca9", "#3eb1bd", "#6ac5ce", "#8ed9df", "#b0edf1"),
    band=0.22,
)


def palette(mode: Literal["light", "dark"] | None) -> Palette:
    """The palette of a page; None (the browser has not said yet) is light."""
    return DARK if mode == "dark" else LIGHT


def colours(names: tuple[str, ...], of: Palette) -> dict[str, str]:
    """A colour per name by the order of choice: taking the last name away changes no other. Past eight they begin again."""
    return {name: of.series[place % len(of.series)] for place, name in enumerate(names)}


def translucent(colour: str, opacity: float) -> str:
    """A #rrggbb colour as rgba(), for bands."""
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{opacity:g})"


def format_count(value: float | None) -> str:
    """1,234; no value is a dash, never a zero."""
    return NO_VALUE if value is None else f"{value:,.0f}"


def format_share(value: float | None) -> str:
    """12%, with one decimal below 10% and close to all; what is not none never reads 0%, what is not all never reads 100%."""
    if value is None:
        return NO_VALUE
    percent = 100 * value
    if 0 < percent < 0.05:
        return "< 0.1%"
    if 99.95 <= percent < 100:
        return "> 99.9%"
    fine = 0 < percent < 9.95 or 99.5 <= percent < 100
    return f"{percent:.{1 if fine else 0}f}%"


def many(count: float, word: str) -> str:
    """1 episode, 2,034 episodes."""
    return f"{format_count(count)} {word}{'' if count == 1 else 's'}"


def format_date(value: date | None) -> str:
    """3 Mar 2024, whatever the machine's language."""
    return "undated" if value is None else f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def bin_name(start: date, grain: str) -> str:
    """2024, Q3 2024, Aug 2024, or the Monday of a week."""
    if grain == "year":
        return str(start.year)
    if grain == "quarter":
        return f"Q{(start.month + 2) // 3} {start.year}"
    return f"{MONTHS[start.month - 1]} {start.year}" if grain == "month" else format_date(start)


def format_seconds(value: int | None) -> str:
    """1:02:03 or 2:03; an unknown time is a dash."""
    if value is None:
        return NO_VALUE
    minutes, seconds = divmod(value, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


PUNCTUATION = re.compile(r"[\\`*_{}\[\]()<>#+\-.!|~$&=^:@]")
REPLACED = re.compile(
    r"(?<=:)(?=[^\s\d])|(?<=\D:)(?=\d)|(?<=^:)(?=\d)"  # icons, emoji, addresses; a time such as 1:02 stays as it is
    r"|(?<=@)(?=\S)|(?<=www)(?=\.)"
    r"|(?<=-)(?=[->])|(?<=[<>~])(?=[-=])",  # arrows and dashes
    re.IGNORECASE,
)
JOINER = "\N{WORD JOINER}"


def escape_markdown(text: str) -> str:
    """Text from data, to stand in Streamlit's Markdown as itself: no image, link, colour, icon, formula or HTML comes out of it.

    A backslash keeps punctuation from being syntax. Icons (`:material/x:`), emoji, arrows and bare addresses are looked for after
    that step, so an invisible joiner breaks them up. Line breaks become blanks: a new line could open a heading or a list.
    """
    return PUNCTUATION.sub(r"\\\g<0>", REPLACED.sub(JOINER, " ".join(text.split())))
