"""Colour is measured here: CIEDE2000 between colours as normal and as colour-blind eyes see them, and WCAG contrast.

The simulation is that of Machado, Oliveira and Fernandes (2009) at full severity, applied to linear light.
"""

from __future__ import annotations

from datetime import date
from itertools import combinations, pairwise
from math import atan2, cos, degrees, exp, hypot, radians, sin, sqrt

import pytest

from dashboard.palette import (
    DARK,
    JOINER,
    LIGHT,
    Palette,
    colours,
    escape_markdown,
    format_count,
    format_date,
    format_seconds,
    format_share,
    many,
    palette,
    translucent,
)

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

NORMAL: Matrix = ((1, 0, 0), (0, 1, 0), (0, 0, 1))
PROTANOPIA: Matrix = ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998))
DEUTERANOPIA: Matrix = ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881))
TRITANOPIA: Matrix = ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900))
XYZ: Matrix = ((0.4124564, 0.3575761, 0.1804375), (0.2126729, 0.7151522, 0.0721750), (0.0193339, 0.1191920, 0.9503041))
WHITE: Triple = (0.95047, 1.0, 1.08883)
SIGHT = {"normal": NORMAL, "protanopia": PROTANOPIA, "deuteranopia": DEUTERANOPIA, "tritanopia": TRITANOPIA}
MODES = pytest.mark.parametrize("mode", [LIGHT, DARK], ids=["light", "dark"])

NEIGHBOURS = 15.0
"""A difference that nobody overlooks in thin lines of one legend."""
ANY_PAIR = 12.0


def times(matrix: Matrix, vector: Triple) -> Triple:
    first, second, third = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return first, second, third


def linear(colour: str) -> Triple:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return tuple(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue))  # type: ignore[return-value]


def blended(above: str, opacity: float, below: str) -> str:
    mixed = (opacity * int(above[at : at + 2], 16) + (1 - opacity) * int(below[at : at + 2], 16) for at in (1, 3, 5))
    return "#" + "".join(f"{round(channel):02x}" for channel in mixed)


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted(times(XYZ, linear(colour))[1] for colour in (one, other))
    return (lighter + 0.05) / (darker + 0.05)


def lab(colour: str, sight: Matrix) -> Triple:
    red, green, blue = (min(max(channel, 0.0), 1.0) for channel in times(sight, linear(colour)))
    scaled = (value / white for value, white in zip(times(XYZ, (red, green, blue)), WHITE, strict=True))
    x, y, z = (value ** (1 / 3) if value > 216 / 24389 else (24389 / 27 * value + 16) / 116 for value in scaled)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def ciede2000(one: Triple, other: Triple) -> float:
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean_c = (hypot(a1, b1) + hypot(a2, b2)) / 2
    g = 0.5 * (1 - sqrt(mean_c**7 / (mean_c**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = hypot(a1, b1), hypot(a2, b2)
    h1, h2 = degrees(atan2(b1, a1)) % 360, degrees(atan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    hue = (h1 + turn / 2) % 360 if c1 * c2 else h1 + h2
    light, c = (l1 + l2) / 2, (c1 + c2) / 2
    t = (
        1
        - 0.17 * cos(radians(hue - 30))
        + 0.24 * cos(radians(2 * hue))
        + 0.32 * cos(radians(3 * hue + 6))
        - 0.20 * cos(radians(4 * hue - 63))
    )
    dl = (l2 - l1) / (1 + 0.015 * (light - 50) ** 2 / sqrt(20 + (light - 50) ** 2))
    dc = (c2 - c1) / (1 + 0.045 * c)
    dh = 2 * sqrt(c1 * c2) * sin(radians(turn / 2)) / (1 + 0.015 * c * t)
    rotation = -sin(radians(60 * exp(-(((hue - 275) / 25) ** 2)))) * 2 * sqrt(c**7 / (c**7 + 25**7))
    return sqrt(dl**2 + dc**2 + dh**2 + rotation * dc * dh)


def difference(one: str, other: str, sight: Matrix) -> float:
    return ciede2000(lab(one, sight), lab(other, sight))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((50.0, 2.6772, -79.7751), (50.0, 0.0, -82.7485), 2.0425),
        ((50.0, 2.5, 0.0), (73.0, 25.0, -18.0), 27.1492),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_ciede2000(one: Triple, other: Triple, expected: float) -> None:
    """The measure agrees with the published test data (Sharma, Wu and Dalal 2005)."""
    assert ciede2000(one, other) == pytest.approx(expected, abs=1e-4)


@MODES
@pytest.mark.parametrize("sight", SIGHT.values(), ids=SIGHT)
def test_series_stay_apart(mode: Palette, sight: Matrix) -> None:
    """Any two series can be told apart, and neighbours in the order of choice easily, with and without colour blindness."""
    close = {(a, b): difference(a, b, sight) for a, b in combinations(mode.series, 2)}
    near = {(a, b): difference(a, b, sight) for a, b in pairwise(mode.series)}
    assert {pair: by for pair, by in close.items() if by < ANY_PAIR} == {}
    assert {pair: by for pair, by in near.items() if by < NEIGHBOURS} == {}


@MODES
def test_series_stand_out(mode: Palette) -> None:
    """Every series has a contrast of 3 to 1 on the page."""
    assert {colour for colour in mode.series if contrast(colour, mode.paper) < 3} == set()


@MODES
def test_text_is_readable(mode: Palette) -> None:
    """Text has a contrast of 4.5 to 1: ink, muted, links and captions (ink at 60%) on page and panel, letters on the accent, notices."""
    texts = {
        (name, ground): contrast(text, getattr(mode, ground))
        for ground in ("paper", "surface")
        for name, text in {
            "ink": mode.ink,
            "muted": mode.muted,
            "accent": mode.accent,
            "caption": blended(mode.ink, 0.6, getattr(mode, ground)),
        }.items()
    }
    assert {pair: by for pair, by in texts.items() if by < 4.5} == {}
    notices = {"wrong": contrast(mode.wrong, mode.wrong_ground), "warned": contrast(mode.warned, mode.warned_ground)}
    assert {name: by for name, by in notices.items() if by < 4.5} == {}
    assert contrast("#ffffff", mode.fill) >= 4.5


@MODES
@pytest.mark.parametrize("sight", SIGHT.values(), ids=SIGHT)
def test_sequential_is_ordered(mode: Palette, sight: Matrix) -> None:
    """More is further from the page: lightness changes step by step in one direction, for every kind of sight."""
    away = [abs(lab(colour, sight)[0] - lab(mode.paper, sight)[0]) for colour in mode.sequential]
    assert away == sorted(away)
    assert min(b - a for a, b in pairwise(away)) > 3
    assert len(mode.sequential) == 10


def test_stable_assignment() -> None:
    """A series keeps its colour when a later one goes; the ninth begins again."""
    names = tuple("abcdefghi")
    assert colours(names[:3], LIGHT) == {"a": LIGHT.series[0], "b": LIGHT.series[1], "c": LIGHT.series[2]}
    assert colours(names[:2], LIGHT).items() <= colours(names, LIGHT).items()
    assert colours(names, LIGHT)["i"] == LIGHT.series[0]


def test_palette() -> None:
    """A page is dark only where the browser says so."""
    assert [palette(mode) for mode in ("light", "dark", None)] == [LIGHT, DARK, LIGHT]
    assert translucent("#0b6470", 0.16) == "rgba(11,100,112,0.16)"


@pytest.mark.parametrize(("value", "expected"), [(0, "0"), (1234, "1,234"), (1234567.0, "1,234,567"), (None, "–")])
def test_format_count(value: float | None, expected: str) -> None:
    """Counts have a comma at each thousand; no value is a dash."""
    assert format_count(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0%"),
        (0.0001, "< 0.1%"),
        (0.034, "3.4%"),
        (0.0996, "10%"),
        (0.123, "12%"),
        (0.9951, "99.5%"),
        (0.9999, "> 99.9%"),
        (1.0, "100%"),
        (None, "–"),
    ],
)
def test_format_share(value: float | None, expected: str) -> None:
    """A share reads 0% only for none and 100% only for all."""
    assert format_share(value) == expected


def test_many() -> None:
    """One is one of its kind, all other counts are several."""
    assert [many(count, "episode") for count in (0, 1, 2034)] == ["0 episodes", "1 episode", "2,034 episodes"]


def test_format_times() -> None:
    """Dates and times read alike on every machine."""
    assert [format_date(date(2024, 3, 3)), format_date(None)] == ["3 Mar 2024", "undated"]
    assert [format_seconds(value) for value in (3723, 123, 0, None)] == ["1:02:03", "2:03", "0:00", "–"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 12:30, it's 5 % (so)", r"plain words, 12\:30, it's 5 % \(so\)"),
        (":red[x] $x$", r"\:¤red\[x\] \$x\$"),
        (":material/home: :+1: :100:", r"\:¤material/home\: \:¤\+1\: \:¤100\:"),
        ("![x](http://e.example/x.png)", r"\!\[x\]\(http\:¤//e\.example/x\.png\)"),
        ("<script>`a`</script>", r"\<script\>\`a\`\</script\>"),
        ("www.e.example a@b.example", r"www¤\.e\.example a\@¤b\.example"),
        ("# head\n- item\n\n    code", r"\# head \- item code"),
        ("a -> b -- c &lt;", r"a \-¤\> b \-¤\- c \&lt;"),
    ],
)
def test_escape_markdown(text: str, expected: str) -> None:
    """Text from data loses every meaning in Markdown and keeps its letters (¤ stands for the invisible joiner)."""
    escaped = escape_markdown(text)
    assert escaped == expected.replace("¤", JOINER)
    assert escaped.replace("\\", "").replace(JOINER, "") == " ".join(text.split()).replace("\\", "")
