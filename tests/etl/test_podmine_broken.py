from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from etl.records import Episode, Rejection
from etl.sources import podmine
from etl.sources.lines import LONGEST_LINE, LONGEST_VALUE

PAGES = Path(__file__).parents[1] / "fixtures" / "pages"
LOCKED = (PAGES / "locked.txt").read_text(encoding="utf-8")
OPEN = (PAGES / "before-stop.txt").read_text(encoding="utf-8")
BYLINE = "Field Notes on Bread•June 20, 2023"


def read(page: str | bytes) -> tuple[list[Episode], list[tuple[str, str, str, str]]]:
    """The episodes of a page and its rejections as (scope, place, value, reason)."""
    records = list(podmine.read(page.encode() if isinstance(page, str) else page, "a.txt"))
    rejections = [record for record in records if isinstance(record, Rejection)]
    assert all(rejection.source == "a.txt" for rejection in rejections)
    episodes = [record for record in records if isinstance(record, Episode)]
    return episodes, [(each.scope, each.place, each.value, each.reason) for each in rejections]


WHOLE = read(OPEN)[0]


def line_of(page: str, start: str) -> str:
    """The place of the last line that begins with `start`, numbered by hand."""
    return f"line {max(number for number, line in enumerate(page.split(chr(10)), start=1) if line.strip().startswith(start))}"


def without(page: str, start: str, end: str) -> str:
    """The page without what stands from `start` up to `end`."""
    before, _, rest = page.rpartition(start)
    return before + rest[rest.index(end) :]


@pytest.mark.parametrize(
    ("byline", "place", "value", "reason"),
    [
        ("Field Notes on Bread•05/2024", "line 2", "05/2024", "published is not a date"),
        ("Field Notes on Bread•February 30, 2024", "line 2", "February 30, 2024", "published is not a date"),
        ("Field Notes on Bread•", "line 2", "", "published is missing"),
        ("Field Notes on Bread", "line 1", "", "published is missing"),
    ],
)
def test_bad_date(byline: str, place: str, value: str, reason: str) -> None:
    """An episode without a day that can be read is stored undated and loses nothing else."""
    [episode], rejections = read(OPEN.replace(BYLINE, byline))
    assert (episode.published, episode.title, episode.sections) == (None, WHOLE[0].title, WHOLE[0].sections)
    assert rejections == [("part", place, value, reason)]


@pytest.mark.parametrize("day", ["June 20, 2023", "Jun 20, 2023", "20 June 2023", "2023-06-20"])
def test_ways_to_write_a_day(day: str) -> None:
    """A day is read in each of the ways that pages write it."""
    [episode], rejections = read(OPEN.replace("June 20, 2023", day))
    assert (episode.published, rejections) == (date(2023, 6, 20), [])


def test_rejection_knows_its_episode() -> None:
    """A part's rejection carries the id of the episode that lacks the part."""
    episode, rejection = podmine.read(OPEN.replace("June 20, 2023", "05/2024").encode(), "a.txt")
    assert isinstance(episode, Episode)
    assert isinstance(rejection, Rejection)
    assert rejection.episode_id == episode.episode_id


def test_no_show() -> None:
    """A page that names no show gives no episode, and a rejection that says so."""
    page = OPEN.replace(f"Field Notes on Bread\n{BYLINE}\n", "")
    assert read(page) == ([], [("episode", "line 2", "Nine Owners, One Oven", "page names no show")])


@pytest.mark.parametrize("missing", ["Nine Owners, One Oven\n\n", None])
def test_no_title(missing: str | None) -> None:
    """A page without a title gives no episode, whether its abstract or its first category comes next."""
    page = OPEN.replace(missing, "") if missing else without(OPEN, "Nine Owners", "Startups & Entrepreneurship")
    episodes, [(scope, place, value, reason)] = read(page)
    assert (episodes, scope, place, reason) == ([], "episode", "line 4", "page has no title")
    assert len(value) <= LONGEST_VALUE


def test_missing_show_line() -> None:
    """The byline alone names the show."""
    [episode], rejections = read(OPEN.removeprefix("Field Notes on Bread\n"))
    assert (episode.show, episode.published, rejections) == ("Field Notes on Bread", date(2023, 6, 20), [])


def test_unknown_heading_in_listing_and_body() -> None:
    """A listed heading that is not known takes its text out of the section before it; the rejection holds heading and text."""
    page = LOCKED.replace("  • Compelling Stories", "  • Listener Mail\n  • Compelling Stories")
    page = page.replace("\nCompelling Stories\n", "\nListener Mail\n\nA letter from Oslo.\n\nCompelling Stories\n")
    [episode], rejections = read(page)
    assert episode.sections == read(LOCKED)[0][0].sections
    left_out = "Listener Mail\nA letter from Oslo."
    assert rejections == [("part", line_of(page, "Listener Mail"), left_out, "heading is not known; its text is left out")]


def test_unknown_heading_over_a_lock() -> None:
    """A heading that is neither known nor listed, over locked text, does not lock the section before it."""
    page = LOCKED.replace("\nCompelling Stories\n", "\nListener Mail\n\nAvailable with a Premium subscription\n\nCompelling Stories\n")
    [episode], rejections = read(page)
    assert episode.sections == read(LOCKED)[0][0].sections
    assert rejections == [("part", line_of(page, "Listener Mail"), "Listener Mail", "heading of a locked section is not known")]


def test_text_beside_a_lock_is_left_out() -> None:
    """What a locked section shows beside its notice is no text of the episode."""
    page = LOCKED.replace("\nCompelling Stories\n", "\nCompelling Stories\n\nOnce, at sea, a forecast was right.\n")
    [episode], [(scope, place, value, _)] = read(page)
    assert episode.sections == read(LOCKED)[0][0].sections
    assert (scope, place, value) == ("part", line_of(page, "Once, at"), "Once, at sea, a forecast was right.")


def test_cut_in_the_middle() -> None:
    """A page that ends inside a section keeps what it has; sections that were promised to everybody are missing, paid ones locked."""
    [episode], rejections = read(OPEN[: OPEN.index(" Meetings are held while")])
    assert [(each.kind, each.availability) for each in episode.sections[:3]] == [
        ("podcast_summary", "available"),
        ("speakers", "available"),
        ("key_takeaways", "available"),
    ]
    assert {each.availability for each in episode.sections[3:]} == {"locked"}
    assert "statistics" not in {each.kind for each in episode.sections}
    assert rejections[0] == ("part", line_of(OPEN, "• Statistics"), "• Statistics & Facts", "section is listed and not printed")


def test_cut_in_the_header() -> None:
    """A page that ends before its sections still gives its episode."""
    [episode], rejections = read(OPEN[: OPEN.index("Summary Sections")])
    assert (episode.title, episode.categories, episode.sections) == ("Nine Owners, One Oven", WHOLE[0].categories, ())
    assert rejections == [("part", "line 12", "Priya Venkat", "page ends before its sections")]


def test_heading_without_a_body() -> None:
    """A heading with nothing under it gives no available section."""
    page = without(OPEN, "  1. Flour rose", "Compelling Stories")
    [episode], rejections = read(page)
    assert "statistics" not in {each.kind for each in episode.sections}
    assert rejections == [("part", line_of(page, "Statistics"), "Statistics & Facts", "section has no body")]


def test_body_of_unknown_form() -> None:
    """A body that has no items of the known form is kept as text, and reported once."""
    page = without(OPEN, "  1. Flour rose", "Compelling Stories").replace(
        "Statistics & Facts\n\nCompelling", "Statistics & Facts\n\nFlour doubled (14:50).\n\nNobody knows why.\n\nCompelling"
    )
    [episode], rejections = read(page)
    statistics = episode.sections[3]
    assert (statistics.text, statistics.items, len(statistics.marks)) == ("Flour doubled.\nNobody knows why.", (), 1)
    reason = "the body of 'Statistics & Facts' has a form that is not known; kept as text"
    assert rejections == [("part", line_of(page, "Flour doubled"), "Flour doubled.", reason)]


def test_prose_where_items_belong() -> None:
    """Prose without titles in a section of items is kept as text, and reported."""
    page = OPEN.replace("Six Good Years Prove Little\n\n", "")
    [episode], rejections = read(page)
    analysis = episode.sections[10]
    assert analysis.items == ()
    assert analysis.text.startswith("The cooperative has never lost a member. Whether")
    [(scope, place, _, reason)] = rejections
    assert (scope, place) == ("part", line_of(page, "The cooperative has never"))
    assert reason == "the body of 'Critical Analysis' has a form that is not known; kept as text"


def test_timestamps_out_of_order() -> None:
    """A summary whose marks go back keeps them all and reports the first that goes back."""
    [episode], rejections = read(OPEN.replace("(06:12). Priya Venkat recalls", "(16:12). Priya Venkat recalls"))
    assert [mark.seconds for mark in episode.sections[0].marks] == [90, 972, 890, 1985]
    assert rejections == [("part", line_of(OPEN, "Tomasz Wren and Lucia Ferrante spend"), "(14:50)", "time mark goes back; kept")]


def test_timestamp_after_the_end() -> None:
    """A mark later than the episode's duration is kept and reported."""
    _, rejections = read(OPEN.replace("Saturday (20:18)", "Saturday (1:20:18)"))
    assert rejections == [("part", line_of(OPEN, "2. The nine owners"), "(1:20:18)", "time mark lies after the end of the episode; kept")]


@pytest.mark.parametrize("separator", ["", "\n", "\n\n"])
def test_two_pages_in_one_file(separator: str) -> None:
    """Two pages in one file give the two episodes that they give alone."""
    episodes, rejections = read(LOCKED + separator + OPEN)
    assert (episodes, rejections) == ([*read(LOCKED)[0], *WHOLE], [])


def test_second_page_without_a_byline() -> None:
    """The second page of a file is found by the furniture before it when its byline is missing; it has no show and is rejected."""
    broken = OPEN.replace(f"Field Notes on Bread\n{BYLINE}\n", "")
    episodes, [(scope, _, value, reason)] = read(LOCKED + broken)
    assert episodes == read(LOCKED)[0]
    assert (scope, value, reason) == ("episode", "Nine Owners, One Oven", "page names no show")


@pytest.mark.parametrize(
    "raw",
    [
        OPEN.replace("\n", "\r\n").encode(),
        OPEN.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + OPEN.encode(),
        OPEN.encode("utf-16"),
        OPEN.replace("\n\n", "\n").encode(),
        OPEN.replace("\n", "\n\n  \n").encode(),
    ],
    ids=["CRLF", "CR", "BOM", "UTF-16", "no blank lines", "many blank lines"],
)
def test_other_ways_to_store_the_same_page(raw: bytes) -> None:
    """Line ends, byte order marks and blank lines change nothing."""
    assert read(raw) == (WHOLE, [])


def test_listing_without_bullets() -> None:
    """A listing whose bullets were lost in copying is still no body."""
    assert read(OPEN.replace("  • ", ""))[0][0].sections[:8] == WHOLE[0].sections[:8]


def test_latin_1_bytes() -> None:
    """Bytes that are not UTF-8 are read as Windows-1252, and the first such line is reported."""
    [episode], rejections = read(OPEN.replace("Joss", "José").encode("cp1252"))
    assert [each.name for each in episode.appearances][2] == "José"
    assert rejections == [("part", "line 2", "Field Notes on Bread•June 20, 2023", "bytes are not UTF-8; read as Windows-1252")]


def test_endless_line() -> None:
    """A line far longer than any page's is cut, and reported."""
    [episode], [(scope, place, value, reason)] = read(OPEN.replace("Nobody has left in six years", "word " * 200_000))
    assert LONGEST_LINE - 10 < len(episode.sections[0].text) <= LONGEST_LINE + 200
    assert (scope, place, len(value)) == ("part", line_of(OPEN, "Tomasz Wren and Lucia Ferrante spend"), LONGEST_VALUE)
    assert reason.endswith(f"characters; cut to {LONGEST_LINE}")


def test_related_entry_with_a_bad_date() -> None:
    """A related episode with a bad date is kept undated; lines that are no entry are skipped, and both are reported."""
    [episode], rejections = read(OPEN.replace("May 3, 2023", "05/2023") + "Advertisement\n")
    assert [(each.show, each.title, each.published) for each in episode.related] == [
        ("Counting Crumbs", "A bakery audit, line by line", None)
    ]
    assert [(scope, value) for scope, _, value, _ in rejections] == [("part", "05/2023"), ("part", "Advertisement")]


def test_byline_that_lost_its_bullet() -> None:
    """A page that was saved as Latin-1, which has no bullet, keeps its show and its day."""
    raw = OPEN.encode("latin-1", "ignore")
    [episode] = read(raw)[0]
    assert (episode.show, episode.published, episode.title) == ("Field Notes on Bread", date(2023, 6, 20), WHOLE[0].title)
