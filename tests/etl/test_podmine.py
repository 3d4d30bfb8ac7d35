from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from etl.records import Appearance, Episode, Item, Mark, Related, Section, SectionKind
from etl.sources import podmine

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"


def read_page(name: str) -> Episode:
    """The one episode of a fixture page that is read without a single rejection."""
    [episode] = podmine.read((PAGES / name).read_bytes(), name)
    assert isinstance(episode, Episode)
    return episode


def section(position: int, kind: SectionKind, heading: str, *items: str, titled: bool = False, tier: str | None = None) -> Section:
    """A section whose items, or for a summary whose lines, are written with their marks as {seconds}."""
    text, marks, found = "", list[Mark](), list[Item]()
    for item in items:
        start = len(text) + 1 if text else 0
        text += "\n" if text else ""
        for part in re.split(r"(\{\d+\})", item):
            if part.startswith("{"):
                marks.append(Mark(len(text), int(part[1:-1])))
            else:
                text += part
        first = next((mark.seconds for mark in marks if mark.offset > start), None)
        found.append(Item(start, len(text), text[start:].split("\n")[0] if titled else None, first))
    return Section(kind, heading, position, "available", tier, text, tuple(marks), () if kind == "podcast_summary" else tuple(found))


def locked(position: int, kind: SectionKind, heading: str, tier: str) -> Section:
    return Section(kind, heading, position, "locked", tier)


def test_page_as_copied_from_the_site() -> None:
    """A page with the site's furniture and nine locked sections gives exactly its episode and no rejection."""
    jun = "Jun is head of verification at Nimbus, a private weather service, and was a ship's navigator before."
    lea = "Léa directs Panel One, which has polled the same 4,000 households since 2009."
    assert read_page("locked.txt") == Episode(
        source="locked.txt",
        show="The Bell Curve Hour with Dana Whitlock",
        title="Are Forecasts Getting Worse? Weather, Polls & Markets — Jun Hayashi (Nimbus) & Léa Morel (Panel One)",
        published=date(2025, 5, 9),
        abstract="A look at why forecasts of weather, votes and prices age so differently, with Jun Hayashi and Léa Morel on what each "
        "trade could learn from the errors of the others.",
        duration_s=None,
        categories=("Science & Research", "Business & Finance", "Programming Languages"),
        appearances=(
            Appearance("Dana Whitlock", "host"),
            Appearance("Jun Hayashi", "guest", bio=jun),
            Appearance("Léa Morel", "guest", bio=lea),
        ),
        sections=(
            section(
                0,
                "podcast_summary",
                "Podcast Summary",
                "In this episode, host Dana Whitlock asks Jun Hayashi and Léa Morel why the same mathematics serves rain so well and "
                "elections so badly.{135} Jun argues that a model which is marked every morning cannot stay vain for long.{640} Léa "
                "replies that a poll is marked once in four years, and by then the pollster has changed jobs.",
                "The debate is about whether a forecast without a daily mark deserves the name",
            ),
            section(1, "speakers", "Speakers", f"Jun Hayashi\n{jun}", f"Léa Morel\n{lea}", titled=True),
            section(
                2,
                "key_takeaways",
                "Key Takeaways",
                "Marks Make Models Honest\nJun publishes yesterday's error beside today's forecast.{305} Customers complained for a month "
                "and then began to trust it.",
                "Ask the Same People Again\nA fresh sample hides who changed their mind.{1290} Léa keeps her households and pays them for "
                "honesty, not for time.",
                titled=True,
            ),
            section(
                3,
                "statistics",
                "Statistics & Facts",
                "A five-day forecast is now as good as a three-day forecast was in 1995.{252}",
                "Panel One keeps 91% of its households from one year to the next.{3669}",
            ),
            locked(4, "stories", "Compelling Stories", "Premium"),
            locked(5, "quotes", "Thought-Provoking Quotes", "Premium"),
            locked(6, "strategies", "Strategies & Frameworks", "Premium"),
            locked(7, "similar_strategies", "Similar Strategies", "Plus"),
            locked(8, "additional_context", "Additional Context", "Premium"),
            locked(9, "takeaways_table", "Key Takeaways Table", "Plus"),
            locked(10, "critical_analysis", "Critical Analysis", "Plus"),
            locked(11, "books", "Books & Articles Mentioned", "Plus"),
            locked(12, "products", "Products, Tools & Software Mentioned", "Plus"),
        ),
        related=(
            Related('"Small Numbers" | Counting, Sampling, and Guessing', "Why your street is not the average street", date(2025, 6, 1)),
            Related("Harbour Lights", "A storm that kept its appointment", date(2025, 5, 30)),
        ),
    )


@pytest.mark.parametrize("name", ["furniture.txt", "duration.txt", "before-stop.txt"])
def test_every_section_open(name: str) -> None:
    """Pages with every section open give all thirteen kinds, available, in the page's order."""
    sections = read_page(name).sections
    assert [(each.kind, each.position, each.availability) for each in sections] == [
        (kind, position, "available") for position, kind in enumerate(podmine_kinds())
    ]


def podmine_kinds() -> tuple[str, ...]:
    return (
        *("podcast_summary", "speakers", "key_takeaways", "statistics", "stories", "quotes", "strategies"),
        *("similar_strategies", "additional_context", "takeaways_table", "critical_analysis", "books", "products"),
    )


@pytest.mark.parametrize(("name", "duration"), [("furniture.txt", None), ("duration.txt", 3723), ("before-stop.txt", 2320)])
def test_duration(name: str, duration: int | None) -> None:
    """The player's total is the duration, and 0:00 means that nobody knows."""
    assert read_page(name).duration_s == duration


def test_furniture_never_becomes_text() -> None:
    """No line of the site's furniture, no listing and no time mark stands in a section's text."""
    texts = "\n".join(each.text for name in ("furniture.txt", "locked.txt") for each in read_page(name).sections)
    assert not re.search(r"Command Palette|Search for|Swipe|Timestamps are|0:00|Available with|Premium|\(\d+:\d\d\)|•", texts)


def test_mark_before_the_full_stop() -> None:
    """A mark that stands before the full stop is kept there, so that it still belongs to its sentence."""
    summary = read_page("before-stop.txt").sections[0]
    first = "Tomasz Wren and Lucia Ferrante spend a night in a bakery that belongs to the nine people who work there."
    assert summary.text.startswith(f"{first} Joss explains")
    assert summary.marks[0] == Mark(len(first) - 1, 90)


def test_quotes_under_their_speakers() -> None:
    """A quote with its speaker above it is one item with the speaker as title."""
    assert read_page("furniture.txt").sections[5] == section(
        5,
        "quotes",
        "Thought-Provoking Quotes",
        'Maybel Okoro\n"Nobody has ever boiled an egg with an average."{1022}\nShe says it after Rolf has shown a chart of yearly output.',
        'Rolf Aune\n"The sea does not negotiate, so you may as well print the timetable."{495}\nRolf is explaining why he left the oil '
        "industry for tides.",
        titled=True,
        tier="Premium",
    )


def test_quotes_with_a_line_of_attribution() -> None:
    """A quote whose speaker follows it is one item without a title."""
    assert read_page("duration.txt").sections[5] == section(
        5,
        "quotes",
        "Thought-Provoking Quotes",
        '"An archive that nobody reads is a very tidy fire waiting to happen."{3041}\n— Pilar Nwosu\nShe says it when Otto asks why the '
        "scans are public.",
        '"I came to complain about the machine and stayed to help it."{800}\n— A volunteer, read out by Otto Brandt',
    )


@pytest.mark.parametrize(
    ("name", "text", "marks", "titles"),
    [
        (
            "furniture.txt",
            (
                "Takeaway\nWhat to do\nTimestamp\nStorage decides\nSize a quay battery for one morning\nLift, do not dive\n"
                "Compare the price of the crane with four dives"
            ),
            (Mark(81, 451), Mark(146, 1304)),
            ["Storage decides", "Lift, do not dive"],
        ),
        (
            "duration.txt",
            "Takeaway\nWhy it matters\nPublish early\nErrors bring readers\nKeep every layer\nA reading can be checked for ever",
            (Mark(58, 705),),
            ["Publish early", "Keep every layer"],
        ),
    ],
)
def test_takeaways_table(name: str, text: str, marks: tuple[Mark, ...], titles: list[str]) -> None:
    """A table's cells are lines, its rows below the head are items, and a cell that is a time is the mark of its row."""
    table = read_page(name).sections[9]
    assert (table.text, table.marks, [item.title for item in table.items]) == (text, marks, titles)


def test_none_mentioned_is_a_true_zero() -> None:
    """A section that says "None mentioned" is available, without text and without items."""
    assert read_page("duration.txt").sections[11] == Section("books", "Books & Articles Mentioned", 11)


def test_single_name_among_the_people() -> None:
    """A person of one name is told from a category by the bio and by the order of the chips."""
    episode = read_page("before-stop.txt")
    assert episode.categories == ("Food & Drink", "Startups & Entrepreneurship")
    assert [(each.name, each.role) for each in episode.appearances] == [
        ("Tomasz Wren", "host"),
        ("Lucia Ferrante", "host"),
        ("Joss", "guest"),
        ("Priya Venkat", "guest"),
    ]


def test_hostile_text_is_text() -> None:
    """Markdown, markup, formulas and script addresses are kept word for word, as text and nothing else."""
    hostile = "![x](http://example.org/x.png) <script>alert(1)</script> =1+1 javascript:alert(1)."
    raw = (PAGES / "locked.txt").read_text(encoding="utf-8").replace("Jun publishes yesterday's error beside today's forecast.", hostile)
    [episode] = podmine.read(raw.encode(), "hostile.txt")
    assert isinstance(episode, Episode)
    assert episode.sections[2].text.startswith(f"Marks Make Models Honest\n{hostile} Customers")
