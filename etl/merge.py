"""Several inputs can describe one episode (a copied page and a feed, a page saved twice): they become one stored episode.

The description with the most readable text leads, and the others fill in what it lacks, field by field. Descriptions are put
into an order that their content alone decides, so the order of the inputs cannot change the result. Every episode that was read
has one fate, and the ledger says which: read = stored + merged + rejected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import TypeVar

from etl.aliases import NO_ALIASES, Aliases, rename_shows
from etl.records import Appearance, Episode, Rejection, Section, normal
from etl.sources import FileRead

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Account:
    """What became of the episodes of one input: items = episodes + merged + rejected."""

    source: str
    format: str
    items: int
    episodes: int
    merged: int
    rejected: int


@dataclass(frozen=True, slots=True)
class Holdings:
    """What a build holds: its episodes, the descriptions that each was made of (leader first), what was rejected, the ledger."""

    episodes: tuple[Episode, ...]
    descriptions: tuple[tuple[Episode, ...], ...]
    rejections: tuple[Rejection, ...]
    accounts: tuple[Account, ...]

    def __len__(self) -> int:
        return len(self.episodes)

    @property
    def sums(self) -> dict[str, int]:
        """read = stored + merged + rejected."""
        return {
            "read": sum(account.items for account in self.accounts),
            "stored": len(self.episodes),
            "merged": sum(account.merged for account in self.accounts),
            "rejected": sum(account.rejected for account in self.accounts),
        }


def merge(reads: Iterable[FileRead], aliases: Aliases = NO_ALIASES) -> Holdings:
    """All inputs as one set of episodes, ordered by id; rejections and accounts are ordered by source.

    Shows that `aliases` tells apart get their names first, since what is one episode depends on them.
    """
    files = sorted((_with_shows(file, aliases) for file in reads), key=lambda file: (file.source, file.format))
    found = _by_id(record for file in files for record in file.records if isinstance(record, Episode))
    rejections = [record for file in files for record in file.records if isinstance(record, Rejection)]
    leaders = {id(descriptions[0]) for descriptions in found.values()}
    return Holdings(
        episodes=tuple(_fill(descriptions) for descriptions in found.values()),
        descriptions=tuple(found.values()),
        rejections=tuple(sorted(rejections, key=_rejection_order)),
        accounts=tuple(_account(file, leaders) for file in files),
    )


def _with_shows(file: FileRead, aliases: Aliases) -> FileRead:
    """The file with its shows renamed; its rejections follow their episodes to the new ids."""
    episodes = [record for record in file.records if isinstance(record, Episode)]
    renamed = list(rename_shows(episodes, aliases))
    new_ids = {old.episode_id: new.episode_id for old, new in zip(episodes, renamed, strict=True)}
    rejections = (record for record in file.records if isinstance(record, Rejection))
    moved = (replace(one, episode_id=new_ids.get(one.episode_id)) if one.episode_id else one for one in rejections)
    return replace(file, records=(*renamed, *moved))


def _by_id(episodes: Iterable[Episode]) -> dict[str, tuple[Episode, ...]]:
    groups: dict[str, list[Episode]] = defaultdict(list)
    for episode in episodes:
        groups[episode.episode_id].append(episode)
    return {key: tuple(sorted(groups[key], key=_precedence)) for key in sorted(groups)}


def _precedence(episode: Episode) -> tuple[int, int, str, str]:
    """Most readable text first, then most sections; the source and the content itself break ties."""
    text = sum(len(section.text) for section in episode.sections) + len(episode.abstract or "")
    return -text, -len(episode.sections), episode.source, repr(episode)


def _rejection_order(rejection: Rejection) -> tuple[str, str, str, str, str]:
    return rejection.source, rejection.place, rejection.scope, rejection.reason, rejection.value


def _account(file: FileRead, leaders: set[int]) -> Account:
    episodes = [record for record in file.records if isinstance(record, Episode)]
    stored = sum(id(episode) in leaders for episode in episodes)
    rejected = sum(isinstance(record, Rejection) and record.scope == "episode" for record in file.records)
    return Account(file.source, file.format, len(episodes) + rejected, stored, len(episodes) - stored, rejected)


def _fill(descriptions: Sequence[Episode]) -> Episode:
    """The leader with what it lacks taken from the others, in their order."""
    if len(descriptions) == 1:
        return descriptions[0]
    return replace(
        descriptions[0],
        abstract=_first(one.abstract for one in descriptions),
        duration_s=_first(one.duration_s for one in descriptions),
        url=_first(one.url for one in descriptions),
        audio_url=_first(one.audio_url for one in descriptions),
        language=_first(one.language for one in descriptions),
        guid=_first(one.guid for one in descriptions),
        categories=_categories(descriptions),
        appearances=_appearances(descriptions),
        sections=_sections(descriptions),
        related=_first(one.related or None for one in descriptions) or (),
        chapters=_first(one.chapters or None for one in descriptions) or (),
    )


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)


def _categories(descriptions: Sequence[Episode]) -> tuple[str, ...]:
    named: dict[str, str] = {}
    for category in chain.from_iterable(one.categories for one in descriptions):
        named.setdefault(normal(category), category)
    return tuple(named.values())


def _appearances(descriptions: Sequence[Episode]) -> tuple[Appearance, ...]:
    """Everybody whom any description names as present; the first to name somebody gives the role."""
    present: dict[str, Appearance] = {}
    for appearance in chain.from_iterable(one.appearances for one in descriptions):
        known = present.setdefault(normal(appearance.name), appearance)
        if known.bio is None and appearance.bio is not None:
            present[normal(appearance.name)] = replace(known, bio=appearance.bio)
    return tuple(present.values())


def _sections(descriptions: Sequence[Episode]) -> tuple[Section, ...]:
    """One section per kind in the leader's order: an available one replaces a locked one, further kinds come after."""
    chosen: dict[str, Section] = {}
    for section in chain.from_iterable(one.sections for one in descriptions):
        known = chosen.get(section.kind)
        if known is None or (known.availability == "locked" and section.availability == "available"):
            chosen[section.kind] = section
    return tuple(replace(section, position=position) for position, section in enumerate(chosen.values()))
