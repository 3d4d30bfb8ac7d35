"""Claims and statistics: what a sentence of the Statistics & Facts section measures, who says so and of whom.

The first number of a sentence is its statistic (etl/quantities.py reads it); a sentence without one stays a passage and makes none.
A claim is what an episode says however often: the same value, unit, comparator and measure in one episode are one claim, and every
place where it stands is a statistic. Its speaker is somebody who appears in the episode and whom the sentence itself names as its
source ("Anna says", "according to Anna", "by Anna's count"): nobody is guessed from the paragraph around it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pandas import DataFrame

from etl.people import People, Tables
from etl.quantities import Quantity, find_quantities
from etl.records import Episode, Passage, identifier, item_id

_SECTION = "statistics"

_VALUES = ["kind", "low", "high", "unit", "comparator", "measure", "subject_id", "speaker_id"]
STATISTICS = ["statistic_id", "claim_id", "episode_id", "passage_id", "section_kind", "text", "surface", *_VALUES, "start_s"]
CLAIMS = ["claim_id", "episode_id", *_VALUES, "from_low", "from_high", "baseline", "scope", "hedged"]

_VERBS = """
    acknowledges adds admits announces argues asserts believes calculates calls cites claims clarifies compares concedes concludes confirms
    considers counts describes discloses estimates expects explains figures finds guesses hopes imagines jokes knows lists
    maintains mentions names notes observes points predicts projects puts quotes recalls reckons recollects recommends recounts relates
    remarks remembers reports reveals said says sees shares speculates states suggests suspects tells thinks told warns estimated reported
"""
_NOUNS = """
    account admission assessment calculation claim count description estimate estimation example experience figure guess introduction
    judgment measure memory opinion own picture prediction reckoning recollection report research telling view words
"""
_VERB = "|".join((*sorted(_VERBS.split()), "has (?:heard|seen|known|read)"))
_NOUN = "|".join(_NOUNS.split())
_SAYS_AFTER = re.compile(rf"(?:,? (?:also|then|still|later|once|now|\w+ly),?)? (?:{_VERB})\b|['’]s (?:[\w-]+ ){{0,2}}(?:{_NOUN})\b")
_SAYS_BEFORE = re.compile(rf"(?:\baccording to|\bper|[,”\"] (?:{_VERB})) $", re.IGNORECASE)
_HEDGE = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|perhaps|maybe|probably|possibly|likely|apparently|supposedly|estimate[sd]?"
    r"|guess(?:es|ed)?|reckons?|believes?|thinks?|suspects?|something like|or so|may|might|could)\b|-ish\b",
    re.IGNORECASE,
)

Voice = tuple[int, int, str]
"""text[start:end] names the person of that id."""


@dataclass(frozen=True, slots=True)
class _Statistic:
    """A measured sentence in its place."""

    passage: Passage
    quantity: Quantity
    subject_id: str | None
    speaker_id: str | None
    start_s: int | None

    @property
    def claim_id(self) -> str:
        """Where nothing says what is measured, two equal numbers are one claim only in one and the same sentence."""
        one = self.quantity
        value = repr(one.low), repr(one.high), one.kind, one.unit or "", one.comparator, one.measure or self.passage.text
        return identifier("claim", self.passage.episode_id, *value)

    @property
    def surface(self) -> str:
        return self.passage.text[self.quantity.start : self.quantity.end]


def find_claims(episodes: Iterable[Episode], passages: Iterable[Passage], people: People, mentions: DataFrame) -> Tables:
    """Tables: statistics, claims and (empty for now) claim_links. `mentions` is the table of etl.entities."""
    measured = [passage for passage in passages if passage.section_kind == _SECTION and not passage.is_title]
    subjects = _subjects(mentions, people)
    starts = _item_starts(episodes)
    cast = _cast(people)
    found = [
        _Statistic(
            passage,
            quantity,
            subjects.get(passage.passage_id),
            find_speaker(passage.text, _voices(passage, cast.get(passage.episode_id, {}), people)),
            passage.start_s if passage.start_s is not None else starts.get(passage.item_id or ""),
        )
        for passage in sorted(measured, key=lambda passage: passage.passage_id)
        if (quantity := first_quantity(passage))
    ]
    links = DataFrame(columns=["claim_id", "other_claim_id", "relation", "score"])
    return {"claims": _claims(found), "statistics": _statistics(found), "claim_links": links}


def first_quantity(passage: Passage) -> Quantity | None:
    """The first number of a sentence that is none of a name."""
    names = [(span.start, span.end) for span in passage.entities]
    return next(find_quantities(passage.text, names, [(span.start, span.end) for span in passage.phrases]), None)


def find_speaker(text: str, voices: Iterable[Voice]) -> str | None:
    """The first of the named people to whom the sentence ascribes what it says."""
    for start, end, person in sorted(voices):
        if _SAYS_AFTER.match(text, end) or _SAYS_BEFORE.search(text[:start]):
            return person
    return None


def _cast(people: People) -> dict[str, dict[str, str]]:
    """By episode, the full names and the first names of those who were there; a first name that two share means neither."""
    present: dict[str, set[str]] = defaultdict(set)
    for (episode_id, _), person in people.present.items():
        present[episode_id].add(person)
    return {episode_id: _forms(sorted(persons), people.names) for episode_id, persons in present.items()}


def _forms(persons: Sequence[str], names: Mapping[str, str]) -> dict[str, str]:
    firsts = [names[person].split()[0] for person in persons]
    bare = {first: person for first, person in zip(firsts, persons, strict=True) if firsts.count(first) == 1}
    return bare | {names[person]: person for person in persons}


def _voices(passage: Passage, forms: Mapping[str, str], people: People) -> Iterator[Voice]:
    """The people of the episode whom a sentence names: as the names in it were resolved, and by the forms of their names."""
    present = set(forms.values())
    for span in passage.entities:
        person = people.mentions.get((passage.passage_id, span.start))
        if person in present:
            yield span.start, span.end, person
    for form, person in forms.items():
        for match in re.finditer(rf"\b{re.escape(form)}\b", passage.text):
            yield match.start(), match.end(), person


def _subjects(mentions: DataFrame, people: People) -> dict[str, str]:
    """The first entity of each passage that is no person."""
    things = mentions[~mentions["entity_id"].isin(people.names.keys())].sort_values(["passage_id", "char_start"])
    first = things.drop_duplicates("passage_id")
    return dict(zip(first["passage_id"], first["entity_id"], strict=True))


def _item_starts(episodes: Iterable[Episode]) -> dict[str, int]:
    return {
        item_id(episode, section.kind, position): item.start_s
        for episode in episodes
        for section in episode.sections
        if section.kind == _SECTION
        for position, item in enumerate(section.items)
        if item.start_s is not None
    }


def _statistics(found: Iterable[_Statistic]) -> DataFrame:
    rows = [
        {
            "statistic_id": identifier("statistic", one.passage.passage_id, str(one.quantity.start)),
            "claim_id": one.claim_id,
            "episode_id": one.passage.episode_id,
            "passage_id": one.passage.passage_id,
            "section_kind": one.passage.section_kind,
            "text": one.passage.text,
            "surface": one.surface,
            **_values(one),
            "start_s": one.start_s,
        }
        for one in found
    ]
    return DataFrame(rows, columns=STATISTICS).astype({"start_s": "Int64"}).sort_values("statistic_id", ignore_index=True)


def _claims(found: Iterable[_Statistic]) -> DataFrame:
    """One row per claim; of several places the first that names a speaker or a subject says whose it is."""
    groups: dict[str, list[_Statistic]] = defaultdict(list)
    for one in found:
        groups[one.claim_id].append(one)
    rows = [
        {
            "claim_id": claim_id,
            "episode_id": places[0].passage.episode_id,
            **_values(places[0]),
            "subject_id": next((one.subject_id for one in places if one.subject_id), None),
            "speaker_id": next((one.speaker_id for one in places if one.speaker_id), None),
            "hedged": all(_HEDGE.search(one.passage.text) for one in places),
        }
        for claim_id, places in sorted(groups.items())
    ]
    return DataFrame(rows, columns=CLAIMS).astype({"from_low": float, "from_high": float, "hedged": bool})


def _values(one: _Statistic) -> dict[str, object]:
    measured = one.quantity
    return {
        "kind": measured.kind,
        "low": measured.low,
        "high": measured.high,
        "unit": measured.unit,
        "comparator": measured.comparator,
        "measure": measured.measure,
        "subject_id": one.subject_id,
        "speaker_id": one.speaker_id,
    }
