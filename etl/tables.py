"""The tables that restate what was read: episodes and their parts, the inputs, the rejections. No language is needed for them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from operator import attrgetter

from pandas import DataFrame

from etl.merge import Holdings
from etl.records import Episode, Passage, Rejection, Related, identifier, item_id, normal, section_id

PASSAGE_COLUMNS = [
    "passage_id",
    "section_id",
    "item_id",
    "episode_id",
    "section_kind",
    "position",
    "text",
    "start_s",
    "char_start",
    "char_end",
    "is_title",
    "boilerplate",
]


def from_records(
    holdings: Holdings, passages: Iterable[Passage] = (), present: Mapping[tuple[str, str], str] | None = None
) -> dict[str, DataFrame]:
    """Every table that follows from the records. `present`: who was there, as person_id by (episode_id, normal form of the name)."""
    episodes = holdings.episodes
    return {
        "shows": _shows(episodes),
        "categories": _categories(episodes),
        "episodes": _episodes(episodes),
        "episode_categories": _episode_categories(episodes),
        "sections": _sections(episodes),
        "items": _items(episodes, present or {}),
        "passages": DataFrame(map(attrgetter(*PASSAGE_COLUMNS), passages), columns=PASSAGE_COLUMNS),
        "related_episodes": _related(episodes),
        "chapters": _chapters(episodes),
        "sources": DataFrame(holdings.accounts, columns=["source", "format", "items", "episodes", "merged", "rejected"]),
        "episode_sources": _episode_sources(holdings),
        "rejections": _rejections(holdings),
    }


def _shows(episodes: Iterable[Episode]) -> DataFrame:
    return DataFrame(_spellings((one.show_id, one.show) for one in episodes), columns=["show_id", "name"])


def _categories(episodes: Iterable[Episode]) -> DataFrame:
    written = ((_category_id(category), category) for one in episodes for category in one.categories)
    return DataFrame(_spellings(written), columns=["category_id", "name"])


def _spellings(written: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """One name per id: the most frequent spelling, of equally frequent ones the first in the alphabet."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for key, name in written:
        counts[key][name] += 1
    return [(key, min(names, key=lambda name: (-names[name], name))) for key, names in counts.items()]


def _category_id(name: str) -> str:
    return identifier("category", name)


def _episodes(episodes: Iterable[Episode]) -> DataFrame:
    columns = ["episode_id", "show_id", "title", "published", "abstract", "duration_s", "url", "audio_url", "language", "source"]
    return DataFrame(map(attrgetter(*columns), episodes), columns=columns)


def _episode_categories(episodes: Iterable[Episode]) -> DataFrame:
    pairs = {(one.episode_id, _category_id(category)) for one in episodes for category in one.categories}
    return DataFrame(list(pairs), columns=["episode_id", "category_id"])


def _sections(episodes: Iterable[Episode]) -> DataFrame:
    columns = ["section_id", "episode_id", "kind", "position", "heading", "availability", "tier", "text"]
    rows = (
        (
            section_id(one, section.kind),
            one.episode_id,
            section.kind,
            section.position,
            section.heading,
            section.availability,
            section.tier,
            section.text if section.availability == "available" else None,
        )
        for one in episodes
        for section in one.sections
    )
    return DataFrame(rows, columns=columns)


def _items(episodes: Iterable[Episode], present: Mapping[tuple[str, str], str]) -> DataFrame:
    columns = ["item_id", "section_id", "episode_id", "position", "title", "person_id", "start_s"]
    rows = (
        (
            item_id(one, section.kind, position),
            section_id(one, section.kind),
            one.episode_id,
            position,
            item.title,
            present.get((one.episode_id, normal(item.title))) if item.title else None,
            item.start_s,
        )
        for one in episodes
        for section in one.sections
        for position, item in enumerate(section.items)
    )
    return DataFrame(rows, columns=columns)


def _related(episodes: Iterable[Episode]) -> DataFrame:
    """What the pages print, joined to the episodes of this build."""
    held: dict[tuple[str, str], list[Episode]] = defaultdict(list)
    for one in episodes:
        held[one.show_id, normal(one.title)].append(one)
    columns = ["episode_id", "position", "show_name", "title", "published", "other_episode_id"]
    rows = (
        (one.episode_id, position, related.show, related.title, related.published, _same(related, held))
        for one in episodes
        for position, related in enumerate(one.related)
    )
    return DataFrame(rows, columns=columns)


def _same(related: Related, held: Mapping[tuple[str, str], list[Episode]]) -> str | None:
    """The episode of that show and title; the printed date decides between several, and without it none is meant."""
    titled = held.get((identifier("show", related.show), normal(related.title)), [])
    meant = [one for one in titled if one.published == related.published] or titled
    return meant[0].episode_id if len(meant) == 1 else None


def _chapters(episodes: Iterable[Episode]) -> DataFrame:
    rows = ((one.episode_id, position, chapter.start_s, chapter.title) for one in episodes for position, chapter in enumerate(one.chapters))
    return DataFrame(rows, columns=["episode_id", "position", "start_s", "title"])


def _episode_sources(holdings: Holdings) -> DataFrame:
    """An input that describes an episode twice counts once, with the first guid that it gives."""
    rows = [(one.episode_id, one.source, one.guid) for descriptions in holdings.descriptions for one in descriptions]
    frame = DataFrame(rows, columns=["episode_id", "source", "guid"])
    return frame.groupby(["episode_id", "source"], as_index=False).first()


def _rejections(holdings: Holdings) -> DataFrame:
    stored = {one.episode_id for one in holdings.episodes}
    columns = ["rejection_id", "scope", "source", "place", "value", "reason", "episode_id"]
    rows = ((_rejection_id(one), *_fields(one), one.episode_id if one.episode_id in stored else None) for one in holdings.rejections)
    return DataFrame(rows, columns=columns).drop_duplicates("rejection_id")


def _fields(rejection: Rejection) -> tuple[str, str, str, str, str]:
    return rejection.scope, rejection.source, rejection.place, rejection.value, rejection.reason


def _rejection_id(rejection: Rejection) -> str:
    """Made of the exact characters, unlike the ids of names: "05/2024" and "05-2024" are two rejections."""
    return hashlib.sha256("\x1f".join(_fields(rejection)).encode(errors="surrogateescape")).hexdigest()[:16]
