"""A recount of every question in plain Python: the public tables as lists of dicts, sets of units, no SQL and nothing of the dashboard.

Written from what the words mean (an episode is covered when ..., a guest is ...), so that an error of a query is not repeated here.
It may be slow and simple; it must be obviously right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

import duckdb

READING = ("topic", "entity", "theme", "person")
"""The subjects that are found by reading passages of the basis."""
ALONG = ("title", "abstract")
ROLES = ("host", "guest", "participant")
STATES = ("available", "locked", "absent")
FIGURES = "statistics"
TABLES = (
    "shows",
    "show_categories",
    "episodes",
    "sections",
    "passages",
    "people",
    "appearances",
    "entities",
    "mentions",
    "topics",
    "topic_mentions",
    "themes",
    "theme_topics",
    "episode_themes",
    "categories",
    "episode_categories",
    "statistics",
)


@dataclass(frozen=True)
class Asked:
    """A question in plain values. `given` is (subject, name): only episodes that have it are asked. An empty tuple restricts nothing."""

    subject: str
    names: tuple[str, ...] = ()
    grain: str | None = None
    panel: str | None = None
    given: tuple[str, str] | None = None
    availability: str = "available"
    units: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    basis: tuple[str, ...] = ()


Group = tuple[Any, ...]
"""Values of the dimensions of a question: (panel, bin) as far as it has these, and then the series."""


class Hit(NamedTuple):
    """`unit` of `episode` has `series`, as `passage` says (None where only a list says so), written as `surface`."""

    unit: str
    episode: str
    series: str
    passage: str | None = None
    surface: str | None = None


class Mark(NamedTuple):
    """`evidence` is (unit, episode, passage)."""

    units: frozenset[str]
    base: frozenset[str]
    evidence: frozenset[tuple[str, str, str | None]]


class Answer(NamedTuple):
    """Marks by (panel, bin, series), as far as the question has these; why episodes that were chosen could not be asked."""

    marks: dict[Group, Mark]
    left_out: dict[str, str]


def read_tables(connection: duckdb.DuckDBPyConnection) -> Tables:
    rows = {}
    for table in TABLES:
        cursor = connection.execute(f"select * from {table}")
        columns = [column[0] for column in cursor.description]
        rows[table] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return Tables(rows)


class Tables:
    """A build in memory, with what a reader of its pages would know of each episode."""

    def __init__(self, rows: dict[str, list[dict[str, Any]]]) -> None:
        self.rows = rows
        self.episodes = {row["episode_id"]: row for row in rows["episodes"]}
        self.show = {row["show_id"]: row["name"] for row in rows["shows"]}
        self.person = {row["person_id"]: row["name"] for row in rows["people"]}
        self.passages = {row["passage_id"]: row for row in rows["passages"]}
        self.categories = self._categories()
        self._title_passages: dict[str, list[str | None]] = defaultdict(list)
        for row in rows["passages"]:
            if row["section_kind"] == "title":
                self._title_passages[row["episode_id"]].append(row["passage_id"])
        self.roles: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows["appearances"]:
            self.roles[row["episode_id"]][self.person[row["person_id"]]] = row["role"]
        self.sections: dict[str, dict[str, str]] = defaultdict(dict)
        for row in rows["sections"]:
            self.sections[row["episode_id"]][row["kind"]] = row["availability"]
        self.names = {subject: list(find()) for subject, find in self._finders().items()}

    def _categories(self) -> dict[str, set[str]]:
        """An episode's own categories; where it has none, its show's."""
        name = {row["category_id"]: row["name"] for row in self.rows["categories"]}
        own, of_show = defaultdict(set), defaultdict(set)
        for row in self.rows["episode_categories"]:
            own[row["episode_id"]].add(name[row["category_id"]])
        for row in self.rows["show_categories"]:
            of_show[row["show_id"]].add(name[row["category_id"]])
        return {key: own[key] or of_show[row["show_id"]] for key, row in self.episodes.items()}

    def _finders(self) -> dict[str, Any]:
        """Where each subject occurs, before filters, basis and coverage."""
        return {
            "topic": self._topics,
            "entity": lambda: self._mentioned(people=False),
            "person": lambda: self._mentioned(people=True),
            "theme": self._themes,
            "category": lambda: (Hit(key, key, name) for key, names in self.categories.items() for name in names),
            **{role: partial(self._present, (role,)) for role in ROLES},
            "present": partial(self._present, ROLES),
            "show": self._titles,
            "section": self._states,
            "figure": self._figures,
            "spread": self._figures,
        }

    def _states(self) -> Iterator[Hit]:
        """The state of each section that any page has, on every page; a page that does not list it has it absent."""
        for key in self.episodes:
            for kind in {kind for kinds in self.sections.values() for kind in kinds}:
                yield Hit(key, key, kind.replace("_", " "), surface=self.sections[key].get(kind, "absent"))

    def _present(self, roles: tuple[str, ...]) -> Iterator[Hit]:
        """Who was there in one of the roles; the bio's first sentence says so, or the people list alone."""
        for row in self.rows["appearances"]:
            if row["role"] in roles:
                yield Hit(row["episode_id"], row["episode_id"], self.person[row["person_id"]], row["passage_id"])

    def _titles(self) -> Iterator[Hit]:
        for key, row in self.episodes.items():
            yield from (Hit(key, key, self.show[row["show_id"]], passage) for passage in self.title(key))

    def title(self, episode: str) -> list[str | None]:
        """The passages of an episode's title; a title of which none was made stands for itself."""
        return self._title_passages[episode] or [None]

    def _topics(self) -> Iterator[Hit]:
        name = {row["topic_id"]: row["name"] for row in self.rows["topics"]}
        for row in self.rows["topic_mentions"]:
            yield Hit(row["episode_id"], row["episode_id"], name[row["topic_id"]], row["passage_id"], row["surface"])

    def _mentioned(self, *, people: bool) -> Iterator[Hit]:
        """Things that are named; of people only those who are not there."""
        entity = {row["entity_id"]: row for row in self.rows["entities"]}
        for row in self.rows["mentions"]:
            of = entity[row["entity_id"]]
            there = of["name"] in self.roles[row["episode_id"]]
            if (of["label"] == "PERSON") == people and not (people and there):
                yield Hit(row["episode_id"], row["episode_id"], of["name"], row["passage_id"], row["surface"])

    def _themes(self) -> Iterator[Hit]:
        """The passages in which an episode that is about a theme says one of its topics."""
        label = {row["theme_id"]: row["label"] for row in self.rows["themes"]}
        about = {(row["episode_id"], row["theme_id"]) for row in self.rows["episode_themes"]}
        made_of = [(row["theme_id"], row["topic_id"]) for row in self.rows["theme_topics"]]
        for row in self.rows["topic_mentions"]:
            for theme, topic in made_of:
                if topic == row["topic_id"] and (row["episode_id"], theme) in about:
                    yield Hit(row["episode_id"], row["episode_id"], label[theme], row["passage_id"], row["surface"])

    def _figures(self) -> Iterator[Hit]:
        for row in self.rows["statistics"]:
            if row["section_kind"] == FIGURES:
                yield Hit(row["claim_id"], row["episode_id"], row["kind"], row["passage_id"], row["surface"])


def answer(tables: Tables, asked: Asked) -> Answer:
    if asked.panel == "state":
        return _by_state(tables, asked)
    episodes = [key for key in tables.episodes if is_chosen(tables, asked, key)]
    left_out = {key: reason for key in episodes if (reason := _reason(tables, asked, key))}
    base, hits = _units(tables, asked, [key for key in episodes if key not in left_out])
    groups = {unit: set(_groups(tables, asked, episode)) for unit, episode in base.items()}
    names: Sequence[str] = asked.names or sorted({hit.series for hit in hits})
    if asked.subject.endswith("_total"):
        names = ["all"]
    if asked.subject == "spread":
        names = _between(asked.units[0], names)
    return Answer(_marks(names, groups, hits, {()} if not (asked.grain or asked.panel) else set()), left_out)


def _by_state(tables: Tables, asked: Asked) -> Answer:
    """The states of sections side by side: each section in each state, of the same episodes."""
    parts = {state: answer(tables, replace(asked, panel=None, availability=state)).marks for state in STATES}
    kinds = {kind: mark.base for marks in parts.values() for kind, mark in marks.items()}
    none: frozenset[Any] = frozenset()
    return Answer({(state, *kind): parts[state].get(kind, Mark(none, base, none)) for state in STATES for kind, base in kinds.items()}, {})


def _marks(names: Iterable[str], groups: dict[str, set[Group]], hits: Iterable[Hit], always: set[Group]) -> dict[Group, Mark]:
    """A mark for each name in each group that has a base (and in those that are `always` there): a zero is a mark."""
    base: dict[Group, set[str]] = {group: set() for group in always}
    found: dict[Group, list[Hit]] = defaultdict(list)
    for unit, places in groups.items():
        for place in places:
            base.setdefault(place, set()).add(unit)
    for hit in hits:
        for place in groups[hit.unit]:
            found[(*place, hit.series)].append(hit)
    return {(*place, name): _mark(found[(*place, name)], base[place]) for place in base for name in names}


def _mark(hits: list[Hit], base: set[str]) -> Mark:
    return Mark(frozenset(hit.unit for hit in hits), frozenset(base), frozenset((hit.unit, hit.episode, hit.passage) for hit in hits))


def is_chosen(tables: Tables, asked: Asked, key: str) -> bool:
    """Or inside a filter, and between filters; a date range chooses whole bins where there are bins, and nothing undated."""
    episode = tables.episodes[key]
    guests = {name for name, role in tables.roles[key].items() if role == "guest"}
    return (
        (not asked.shows or tables.show[episode["show_id"]] in asked.shows)
        and (not asked.categories or not tables.categories[key].isdisjoint(asked.categories))
        and (not asked.guests or not guests.isdisjoint(asked.guests))
        and (not (asked.start or asked.end) or _is_within(episode["published"], asked))
    )


def _is_within(day: date | None, asked: Asked) -> bool:
    if day is None:
        return False
    first, last = asked.start or date.min, asked.end or date.max
    return bin_of(first, asked.grain) <= bin_of(day, asked.grain) <= bin_of(last, asked.grain)


def bin_of(day: date, grain: str | None) -> date:
    """The first day of the week (ISO), month, quarter or year; without a grain the day itself."""
    if grain == "week":
        year, week, _ = day.isocalendar()
        return date.fromisocalendar(year, week, 1)
    first_month = {"month": day.month, "quarter": (day.month + 2) // 3 * 3 - 2, "year": 1}
    return date(day.year, first_month[grain], 1) if grain else day


def _reason(tables: Tables, asked: Asked, key: str) -> str | None:
    """Why an episode could not be asked, or None. What is asked about comes first, then what is given, the date, the panel."""
    subjects = [asked.subject, *([asked.given[0]] if asked.given else [])]
    reasons = [reason for subject in subjects if (reason := _uncovered(tables, asked, subject, key))]
    if asked.grain and tables.episodes[key]["published"] is None:
        reasons.append("undated")
    if asked.panel == "category" and not tables.categories[key]:
        reasons.append("no category given")
    return reasons[0] if reasons else None


def _uncovered(tables: Tables, asked: Asked, subject: str, key: str) -> str | None:
    if subject in READING or subject in ("figure", "spread"):
        kinds = asked.basis if subject in READING else (FIGURES,)
        states = [state for kind, state in tables.sections[key].items() if kind in kinds]
        return "locked" if "locked" in states else None if states else "no section to read"
    if subject == "category" and not tables.categories[key]:
        return "no category given"
    return "no people listed" if subject in (*ROLES, "present") and not tables.roles[key] else None


def _units(tables: Tables, asked: Asked, episodes: list[str]) -> tuple[dict[str, str], list[Hit]]:
    """The units of the base with an episode of each, and what of them satisfies the question."""
    if asked.subject.endswith("_total"):
        hits = list(_counted(tables, asked, set(episodes)))
        return {hit.unit: hit.episode for hit in hits}, hits
    if asked.given:
        having = {hit.episode for hit in _found(tables, asked, asked.given[0]) if hit.series == asked.given[1]}
        episodes = [key for key in episodes if key in having]
    base = {key: key for key in episodes}
    found = [hit for hit in _found(tables, asked, asked.subject) if hit.episode in base]
    if asked.subject == "spread":
        hits = [step for hit in found if _is_wanted(tables, asked, hit) for step in _steps(tables, asked, hit)]
        return {hit.unit: hit.episode for hit in hits}, hits
    if asked.subject == "figure":
        return {hit.unit: hit.episode for hit in found}, [hit for hit in found if _is_wanted(tables, asked, hit)]
    return base, [hit for hit in found if _is_asked(asked, hit)]


def steps_of(unit: str) -> list[tuple[str, float]]:
    """The steps that values of a unit fall into, from low to high, each with the value at which it ends."""
    if unit == "percent":
        names, sign = [f"{ten}" for ten in range(10, 101, 10)], "%"
        ends = [10.0 * place for place in range(1, 11)]
    else:
        names, sign = [f"{number}{word}" for word in ("", ",000", " million", " billion") for number in (1, 10, 100)][:11], ""
        ends = [10.0**place for place in range(11)]
    between = [f"{low}–{high}{sign}" for low, high in pairwise(names)]
    return list(zip([f"under {names[0]}{sign}", *between, f"{names[-1]}{sign} or more"], [*ends, float("inf")], strict=True))


def _steps(tables: Tables, asked: Asked, hit: Hit) -> Iterator[Hit]:
    """The steps that a claim's value, or its range, touches as it stands in the hit's passage."""
    for row in tables.rows["statistics"]:
        if (row["claim_id"], row["passage_id"]) == (hit.unit, hit.passage) and row["low"] is not None:
            high = row["low"] if row["high"] is None else row["high"]
            ends = [end for _, end in steps_of(asked.units[0])]
            first, last = (next(place for place, end in enumerate(ends) if value < end) for value in (row["low"], high))
            yield from (hit._replace(series=name) for name, _ in steps_of(asked.units[0])[first : last + 1])


def _between(unit: str, names: Sequence[str]) -> list[str]:
    """All steps from the first to the last that is touched."""
    steps = [name for name, _ in steps_of(unit)]
    places = [steps.index(name) for name in names]
    return steps[min(places) : max(places) + 1] if places else []


def _found(tables: Tables, asked: Asked, subject: str) -> Iterator[Hit]:
    """Where `subject` occurs in what the basis lets one read."""
    for hit in tables.names[subject]:
        passage = tables.passages[hit.passage] if hit.passage else None
        if subject not in READING or (passage and passage["section_kind"] in (*asked.basis, *ALONG) and not passage["boilerplate"]):
            yield hit


def _is_asked(asked: Asked, hit: Hit) -> bool:
    """Of a dimension that is filtered, the chosen values only; never the given one."""
    filtered = {"category": asked.categories, "guest": asked.guests, "show": asked.shows}.get(asked.subject, ())
    return (
        (not asked.names or hit.series in asked.names)
        and (not filtered or hit.series in filtered)
        and (asked.given != (asked.subject, hit.series))
        and (asked.subject != "section" or hit.surface == asked.availability)
    )


def _is_wanted(tables: Tables, asked: Asked, hit: Hit) -> bool:
    """Whether a claim, as it stands in the hit's passage, is what the ledger is asked for."""
    return any(
        (not asked.units or row["unit"] in asked.units)
        and (not asked.kinds or row["kind"] in asked.kinds)
        and (not asked.speakers or tables.person.get(row["speaker_id"]) in asked.speakers)
        and all(word.lower() in row["text"].lower() for word in asked.words)
        for row in tables.rows["statistics"]
        if (row["claim_id"], row["passage_id"]) == (hit.unit, hit.passage)
    )


def _counted(tables: Tables, asked: Asked, episodes: set[str]) -> Iterator[Hit]:
    """What a total counts: the episodes, their shows, the guests who are there, the claims."""
    if asked.subject == "guest_total":
        for row in tables.rows["appearances"]:
            chosen = not asked.guests or tables.person[row["person_id"]] in asked.guests
            if row["episode_id"] in episodes and row["role"] == "guest" and chosen:
                yield Hit(row["person_id"], row["episode_id"], "all", row["passage_id"])
    elif asked.subject == "claim_total":
        yield from (hit._replace(series="all") for hit in tables.names["figure"] if hit.episode in episodes)
    else:
        for hit in tables.names["show"]:
            unit = hit.episode if asked.subject == "episode_total" else tables.episodes[hit.episode]["show_id"]
            if hit.episode in episodes:
                yield hit._replace(unit=unit, series="all")


def _groups(tables: Tables, asked: Asked, key: str) -> Iterator[Group]:
    """The groups of an episode: one per panel that it is in, within its bin."""
    episode = tables.episodes[key]
    panels: dict[str | None, list[Group]] = {
        None: [()],
        "show": [(tables.show[episode["show_id"]],)],
        "category": [(name,) for name in tables.categories[key] if not asked.categories or name in asked.categories],
    }
    for panel in panels[asked.panel]:
        yield (*panel, *([bin_of(episode["published"], asked.grain)] if asked.grain else []))
