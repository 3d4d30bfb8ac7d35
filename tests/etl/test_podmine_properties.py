"""Random episodes, written in the layout of a page by a small writer of this file's own and read back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.records import Appearance, Episode, Item, Mark, Rejection, Related, Section, SectionKind
from etl.sources import podmine
from etl.sources.chips import CATEGORIES
from etl.sources.sections import HEADINGS

LISTS = ("statistics", "books", "products")
TIMED = ("statistics", "key_takeaways", "stories", "strategies", "additional_context")
LONG = 99 * 3600

# an alphabet in which no word of the rules ("host", "guest", "asks") and no topic can be spelled
word = st.text("bdlmnraeiou", min_size=2, max_size=8)
name_word = word.map(lambda text: text.capitalize() + "zz")
sentence = st.lists(word, min_size=3, max_size=12).map(lambda words: " ".join(words).capitalize() + ".")
heading = st.lists(word.map(str.capitalize), min_size=1, max_size=6).map(" ".join)
person = st.tuples(name_word, name_word).map(" ".join)
moment = st.integers(0, LONG - 1)


@dataclass(frozen=True)
class Said:
    """A line of a body as sentences, each with its mark or none."""

    sentences: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True)
class Style:
    """The ways in which one and the same page may look."""

    furniture: bool
    before_stop: bool
    line_end: str
    duration: int | None


said = st.lists(st.tuples(sentence, st.none() | moment), min_size=1, max_size=4).map(lambda parts: Said(tuple(parts)))
styles = st.builds(Style, st.booleans(), st.booleans(), st.sampled_from(["\n", "\r\n"]), st.none() | st.just(LONG))
days = st.dates(date(1990, 1, 1), date(2040, 1, 1))


@st.composite
def bodies(draw: st.DrawFn, kind: SectionKind) -> list[list[str | Said]]:
    """The items of a section, each as its lines: a title is a str."""
    if kind == "podcast_summary":
        lines = draw(st.lists(said, min_size=1, max_size=3))
        return [[line] for line in in_order(lines)]
    if kind in LISTS:
        lines = draw(st.lists(said if kind == "statistics" else heading, max_size=4, min_size=1))
        return [[line] for line in lines]
    if kind == "quotes":
        quoted = sentence.map(lambda text: Said(((f'"{text}"', None),)))
        return [list(item) for item in draw(st.lists(st.tuples(heading, quoted, said.map(untimed)), min_size=1, max_size=4))]
    body = said if kind in TIMED else said.map(untimed)
    return [list(item) for item in draw(st.lists(st.tuples(heading, body), min_size=1, max_size=4))]


def untimed(line: Said) -> Said:
    return Said(tuple((text, None) for text, _ in line.sentences))


def in_order(lines: list[Said]) -> list[Said]:
    times = iter(sorted(mark for line in lines for _, mark in line.sentences if mark is not None))
    return [Said(tuple((text, None if mark is None else next(times)) for text, mark in line.sentences)) for line in lines]


def made(kind: SectionKind, position: int, tier: str | None, items: list[list[str | Said]]) -> Section:
    """The section that a page with these items must give."""
    text, marks, found = "", list[Mark](), list[Item]()
    for item in items:
        start = len(text) + 1 if text else 0
        for line in item:
            text += "\n" if text else ""
            for at, (part, mark) in enumerate(((line, None),) if isinstance(line, str) else line.sentences):
                text += (" " if at else "") + part
                marks += [] if mark is None else [Mark(len(text), mark)]
        titled = isinstance(item[0], str)
        first = next((mark.seconds for mark in marks if mark.offset > start), None)
        found.append(Item(start, len(text), text[start:].split("\n")[0] if titled else None, first))
    return Section(kind, HEADINGS[kind], position, "available", tier, text, tuple(marks), () if kind == "podcast_summary" else tuple(found))


@st.composite
def pages(draw: st.DrawFn) -> tuple[Episode, Style, dict[SectionKind, list[list[str | Said]]]]:
    people = draw(st.lists(person, min_size=2, max_size=4, unique_by=lambda name: name.split()[0]))
    bios = dict(zip(people[1:], draw(st.lists(sentence, min_size=3, max_size=3)), strict=False))
    style = draw(styles)
    contents: dict[SectionKind, list[list[str | Said]]] = {}
    sections = list[Section]()
    for kind in HEADINGS:
        tier = draw(st.none() | st.sampled_from(["Premium", "Plus"]))
        state = "open" if kind == "speakers" else draw(st.sampled_from(["open", "nothing", "locked", "absent"]))
        if state == "absent" or kind == "takeaways_table":
            continue
        if state == "open":
            contents[kind] = [[name, Said(((bio, None),))] for name, bio in bios.items()] if kind == "speakers" else draw(bodies(kind))
            sections.append(made(kind, len(sections), tier, contents[kind]))
        elif state == "nothing":
            sections.append(Section(kind, HEADINGS[kind], len(sections), "available", tier))
        else:
            sections.append(Section(kind, HEADINGS[kind], len(sections), "locked", tier or "Premium"))
    episode = Episode(
        source="a.txt",
        show=draw(heading) + " Show",
        title=draw(heading) + draw(st.sampled_from(["", "?", "!"])),
        published=draw(days),
        abstract=f"It is about {draw(word)} with {' and '.join(people)}.",
        duration_s=style.duration,
        categories=tuple(draw(st.lists(st.sampled_from(CATEGORIES), unique=True, max_size=4))),
        appearances=(Appearance(people[0], "host"), *(Appearance(name, "guest", bio=bio) for name, bio in bios.items())),
        sections=tuple(sections),
        related=tuple(draw(st.lists(st.builds(Related, heading, heading.map(lambda text: text + "?"), days), max_size=4))),
    )
    return episode, style, contents


def written(episode: Episode, style: Style, contents: dict[SectionKind, list[list[str | Said]]]) -> str:
    lines = ["Command Palette", "", "Search for a command to run...", "", "PodMine"] if style.furniture else []
    day = printed_day(episode.published) if episode.published else ""
    lines += [episode.show, f"{episode.show}•{day}", "", episode.title, "", episode.abstract or "", *episode.categories]
    lines += [each.name for each in episode.appearances] + ["", "Summary Sections", ""]
    lines += [f"  • {each.heading}{each.tier or ''}" for each in episode.sections] + [player(style), ""]
    for section in episode.sections:
        lines += [section.heading, "", *body_lines(section, contents.get(section.kind, []), style)]
    lines += ["More episodes like this", ""]
    for entry in episode.related:
        lines += [entry.show, printed_day(entry.published) if entry.published else "", "", entry.title, "", entry.show]
    return style.line_end.join([*lines, *(["Swipe to navigate"] if style.furniture else [])])


def body_lines(section: Section, items: list[list[str | Said]], style: Style) -> list[str]:
    if section.availability == "locked":
        return [f"Available with a {section.tier} subscription", ""]
    if not items:
        return ["None mentioned", ""]
    lines = list[str]()
    for number, item in enumerate(items, start=1):
        sign = {"statistics": f"  {number}. ", "books": "  • ", "products": "  • "}.get(section.kind, "")
        lines += [part for line in item for part in (sign + (line if isinstance(line, str) else printed_line(line, style)), "")]
    return lines


def printed_line(line: Said, style: Style) -> str:
    return " ".join(text if mark is None else printed_sentence(text, clock(mark), style) for text, mark in line.sentences)


def printed_sentence(text: str, mark: str, style: Style) -> str:
    return f"{text[:-1]} ({mark})." if style.before_stop else f"{text} ({mark})"


def clock(moment: int) -> str:
    minutes, seconds = divmod(moment, 60)
    return f"{minutes:02}:{seconds:02}" if minutes < 60 else f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"


def player(style: Style) -> str:
    return f"0:00/{clock(style.duration) if style.duration else '0:00'}"


def printed_day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def moved(episode: Episode, style: Style) -> Episode:
    """A mark printed before the full stop stands one sign earlier."""
    if not style.before_stop:
        return episode
    sections = [replace(each, marks=tuple(Mark(mark.offset - 1, mark.seconds) for mark in each.marks)) for each in episode.sections]
    return replace(episode, sections=tuple(sections))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(pages())
def test_read_back(page: tuple[Episode, Style, dict[SectionKind, list[list[str | Said]]]]) -> None:
    """What is written in the layout is read back equal, without a rejection, in every style."""
    episode, style, contents = page
    assert list(podmine.read(written(episode, style, contents).encode(), "a.txt")) == [moved(episode, style)]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.large_base_example])
@given(pages(), st.data())
def test_any_damage_is_survived(page: tuple[Episode, Style, dict[SectionKind, list[list[str | Said]]]], data: st.DataObject) -> None:
    """A page with a stretch of bytes lost and others put in its place gives records and never an error; spans stay inside their texts."""
    raw = written(*page).encode()
    start, end = sorted((data.draw(st.integers(0, len(raw))), data.draw(st.integers(0, len(raw)))))
    for record in podmine.read(raw[:start] + data.draw(st.binary(max_size=40)) + raw[end:], "a.txt"):
        assert isinstance(record, Episode | Rejection)
        for section in record.sections if isinstance(record, Episode) else ():
            assert all(0 <= mark.offset <= len(section.text) for mark in section.marks)
            assert all(0 <= item.start < item.end <= len(section.text) for item in section.items)
