"""Who was there and who is only named.

People come from two places. An episode *declares* those who were there; a name spelled alike on two pages is one person, titles and
middle initials apart. The text *names* people: a full name means the person of that name everywhere, a bare first or last name only
somebody of its own episode, and only where exactly one fits. A bare name that fits nobody stays a person of one name: all its
bearers share that row, because nothing tells them apart (data/aliases.toml can).

What a name is, a person or something else, is decided by its mentions in the whole build together, and doubt makes no person: one
wrongly labelled "Kubernetes" is none. A declared name needs no vote.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pandas import DataFrame

from etl.aliases import NO_ALIASES, Aliases, name_key
from etl.records import Appearance, Episode, Passage, identifier, item_id, normal

Tables = dict[str, DataFrame]

_TITLE = re.compile(r"^(?:(?:dr|prof|professor|mr|mrs|ms|sir|rev)\.? )+(?=\S)", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")
_PLACES = frozenset(["GPE", "LOC"])


@dataclass(frozen=True, slots=True)
class People:
    """`present`: who was there, by episode and the normal form of each spelling that the episode uses. `mentions`: who is meant,
    by passage and the start of the name in it. `names`: the name of each person_id."""

    tables: Tables
    present: Mapping[tuple[str, str], str]
    mentions: Mapping[tuple[str, int], str]
    names: Mapping[str, str]


def person_key(name: str) -> str:
    """The key of a person's name, without titles and middle initials: "Dr. Kent C. Dodds" = "kent dodds"."""
    words = name_key(_TITLE.sub("", name.strip())).split()
    return " ".join(word for at, word in enumerate(words) if at in (0, len(words) - 1) or len(word.rstrip(".")) > 1)


def _key(name: str, aliases: Aliases) -> str:
    """The key under which a name is kept after the corrections; empty for one that they drop."""
    forms = name_key(name), person_key(name)
    if aliases.dropped.intersection(forms):
        return ""
    return person_key(next((aliases.names[form] for form in forms if form in aliases.names), name))


def person_id(key: str) -> str:
    return identifier("person", key)


def resolve(episodes: Iterable[Episode], passages: Sequence[Passage], aliases: Aliases = NO_ALIASES) -> People:
    """The people of a build. Tables: people, appearances."""
    episodes = sorted(episodes, key=lambda episode: episode.episode_id)
    cast = {episode.episode_id: _cast(episode, aliases) for episode in episodes}
    mentions = _resolve_mentions(passages, cast, aliases)
    names = _names(cast, mentions, passages, aliases)
    bios = _first_of_items(passages)
    appearances = [row for episode in episodes for row in _appearance_rows(episode, cast[episode.episode_id], bios)]
    columns = ["episode_id", "person_id", "role", "how", "confidence", "bio", "passage_id"]
    tables = {
        "people": DataFrame(sorted(names.items()), columns=["person_id", "name"]),
        "appearances": DataFrame(appearances, columns=columns).astype({"confidence": float}),
    }
    present = {key: person for episode in episodes for key, person in _spellings(episode, cast[episode.episode_id], aliases)}
    return People(tables, present, mentions, names)


def _cast(episode: Episode, aliases: Aliases) -> dict[str, Appearance]:
    """The people who were there, by key. Of two entries for one person the surer role counts, then the one with a bio."""
    cast: dict[str, Appearance] = {}
    for appearance in sorted(episode.appearances, key=lambda one: (-one.confidence, one.bio is None, one.role, one.name)):
        key = _key(appearance.name, aliases)
        if key:
            cast.setdefault(key, appearance)
    return cast


def _spellings(episode: Episode, cast: Mapping[str, Appearance], aliases: Aliases) -> Iterator[tuple[tuple[str, str], str]]:
    """Each spelling of a present person's name in the people list or as the heading of an item."""
    titles = [item.title for section in episode.sections for item in section.items if item.title]
    for name in (*(appearance.name for appearance in episode.appearances), *titles):
        key = _key(name, aliases)
        if key in cast:
            yield (episode.episode_id, normal(name)), person_id(key)


def _resolve_mentions(
    passages: Sequence[Passage], cast: Mapping[str, Mapping[str, Appearance]], aliases: Aliases
) -> dict[tuple[str, int], str]:
    """The person meant at each place of a name; a place that means no person is not in it."""
    declared = {key for names in cast.values() for key in names}
    persons = _voted_persons(passages, aliases) | {key for key in declared if " " in key}
    named = _full_names(passages, persons, aliases)
    mentions: dict[tuple[str, int], str] = {}
    for passage in passages:
        present, mentioned = cast.get(passage.episode_id, {}), named[passage.episode_id]
        for span in passage.entities:
            key = _key(passage.text[span.start : span.end], aliases)
            meant = _meant(key, span.label, present, mentioned, persons) if key else None
            if meant:
                mentions[passage.passage_id, span.start] = person_id(meant)
    return mentions


def _meant(key: str, label: str, present: Iterable[str], named: Iterable[str], persons: set[str]) -> str | None:
    """The key of the person whom a name means. A bare name follows those who were there, then those whom the episode names in full.
    Where several fit, or nobody does, it stands for itself if it is a person's at all."""
    if key in present or " " in key:
        return key if key in present or key in persons else None
    for fitting in (_exact(key, label, present), _shortened(key, label, present), _exact(key, label, named) if label == "PERSON" else []):
        if fitting:
            return fitting[0] if len(fitting) == 1 else _itself(key, persons)
    return _itself(key, persons)


def _exact(bare: str, label: str, names: Iterable[str]) -> list[str]:
    """Whose first or last name it is. First names also where they were taken for a product or a company; places never."""
    return [
        name for name in names if (bare == name.split()[0] and label not in _PLACES) or (bare == name.split()[-1] and label == "PERSON")
    ]


def _shortened(bare: str, label: str, names: Iterable[str]) -> list[str]:
    """Whose first name it begins: "Chris" for "Christopher"."""
    return [name for name in names if name.startswith(bare) and len(bare) > 2 and label == "PERSON"]


def _itself(key: str, persons: set[str]) -> str | None:
    return key if key in persons else None


def _voted_persons(passages: Iterable[Passage], aliases: Aliases) -> set[str]:
    """The keys that are a person in more than two of three mentions."""
    votes: dict[str, Counter[bool]] = defaultdict(Counter)
    for passage in passages:
        for span in passage.entities:
            votes[_key(passage.text[span.start : span.end], aliases)][span.label == "PERSON"] += 1
    return {key for key, vote in votes.items() if vote[True] > 2 * vote[False]}


def _full_names(passages: Iterable[Passage], persons: set[str], aliases: Aliases) -> dict[str, set[str]]:
    """By episode, the persons whom its text names with more than one word."""
    named: dict[str, set[str]] = defaultdict(set)
    for passage in passages:
        for span in passage.entities:
            key = _key(passage.text[span.start : span.end], aliases)
            if " " in key and key in persons:
                named[passage.episode_id].add(key)
    return named


def _names(
    cast: Mapping[str, Mapping[str, Appearance]],
    mentions: Mapping[tuple[str, int], str],
    passages: Iterable[Passage],
    aliases: Aliases,
) -> dict[str, str]:
    """The name to show for each person: as people lists spell it most often, else as the text does, without titles."""
    declared: dict[str, Counter[str]] = defaultdict(Counter)
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for people in cast.values():
        for key, appearance in people.items():
            declared[person_id(key)][_shown(appearance.name, aliases)] += 1
    for passage in passages:
        for span in passage.entities:
            meant = mentions.get((passage.passage_id, span.start))
            surface = passage.text[span.start : span.end]
            if meant and meant == person_id(_key(surface, aliases)):
                written[meant][_shown(surface, aliases)] += 1
    return {person: most_frequent(declared.get(person) or written[person]) for person in {**declared, **written}}


def _shown(name: str, aliases: Aliases) -> str:
    corrected = next((aliases.names[form] for form in (name_key(name), person_key(name)) if form in aliases.names), None)
    return corrected or _POSSESSIVE.sub("", _TITLE.sub("", name.strip()))


def most_frequent(names: Mapping[str, int]) -> str:
    """Of equally frequent spellings the first in the alphabet."""
    return min(names, key=lambda name: (-names[name], name))


def _first_of_items(passages: Iterable[Passage]) -> dict[str, str]:
    """The first sentence below the heading of each item of a speakers section, by item_id."""
    first: dict[str, tuple[int, str]] = {}
    for passage in passages:
        if passage.section_kind == "speakers" and passage.item_id and not passage.is_title:
            place = (passage.position, passage.passage_id)
            first[passage.item_id] = min(first.get(passage.item_id, place), place)
    return {item: passage_id for item, (_, passage_id) in first.items()}


def _appearance_rows(episode: Episode, cast: Mapping[str, Appearance], bios: Mapping[str, str]) -> Iterator[tuple[object, ...]]:
    speakers = {
        person_key(item.title): bios.get(item_id(episode, section.kind, position))
        for section in episode.sections
        if section.kind == "speakers"
        for position, item in enumerate(section.items)
        if item.title
    }
    for key in sorted(cast):
        one = cast[key]
        yield episode.episode_id, person_id(key), one.role, one.how, one.confidence, one.bio, speakers.get(person_key(one.name))
