"""The sections of a page: what its listing promises, and what stands under each heading.

The body decides what can be read, whatever the listing says of it. A section that is listed for paying readers and not printed is locked;
one that is listed for everybody and not printed is missing (the page was cut), which is a fault and no section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from etl.records import Section, SectionKind, normal
from etl.sources.bodies import PROSE, read_body
from etl.sources.lines import TIME, Fault, Line, seconds

HEADINGS: dict[SectionKind, str] = {
    "podcast_summary": "Podcast Summary",
    "speakers": "Speakers",
    "key_takeaways": "Key Takeaways",
    "statistics": "Statistics & Facts",
    "stories": "Compelling Stories",
    "quotes": "Thought-Provoking Quotes",
    "strategies": "Strategies & Frameworks",
    "similar_strategies": "Similar Strategies",
    "additional_context": "Additional Context",
    "takeaways_table": "Key Takeaways Table",
    "critical_analysis": "Critical Analysis",
    "books": "Books & Articles Mentioned",
    "products": "Products, Tools & Software Mentioned",
}
KINDS: dict[str, SectionKind] = {normal(heading): kind for kind, heading in HEADINGS.items()}
LISTED = re.compile(r"(?P<sign>[•●▪◦‣∙*-]\s*)?(?P<heading>.+?)\s*(?P<tier>Premium|Plus)?")
LOCK = re.compile(r"Available with\b.{0,40}\bsubscription\.?", re.IGNORECASE)
TIER = re.compile(r"\b(Premium|Plus)\b", re.IGNORECASE)
NOTHING = "none mentioned"
LONGEST_HEADING = 120


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the listing; `kind` is None where the heading is not known."""

    line: Line
    heading: str
    kind: SectionKind | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class Printed:
    """A heading and the lines under it."""

    heading: Line
    kind: SectionKind | None
    body: tuple[Line, ...]


def kind_of(line: Line) -> SectionKind | None:
    return KINDS.get(normal(line.text[:LONGEST_HEADING]))


def read_listing(lines: Sequence[Line]) -> list[Listed]:
    """The entries at the start of `lines`. Where the copy lost the bullets, the listing ends at the heading that is there already."""
    entries = list[Listed]()
    for line in lines:
        found = LISTED.fullmatch(line.text[:LONGEST_HEADING])
        if found is None or (entries and bool(found["sign"]) != _has_sign(entries[0])):
            break
        kind = KINDS.get(normal(found["heading"]))
        if not found["sign"] and (kind is None or any(entry.kind == kind for entry in entries)):
            break
        entries.append(Listed(line, found["heading"], kind, found["tier"]))
    return entries


def _has_sign(entry: Listed) -> bool:
    found = LISTED.fullmatch(entry.line.text[:LONGEST_HEADING])
    return found is not None and bool(found["sign"])


def read_printed(lines: Sequence[Line], listing: Sequence[Listed]) -> tuple[list[Printed], list[Fault]]:
    """Cut at headings that are known or listed, each once; the text above the first is one fault."""
    unknown = {normal(entry.heading) for entry in listing if entry.kind is None}
    starts, seen = list[int](), set[str]()
    for at, line in enumerate(lines):
        key = normal(line.text[:LONGEST_HEADING])
        if (key in KINDS or key in unknown) and key not in seen:
            starts.append(at)
            seen.add(key)
    spans = zip(starts, [*starts[1:], len(lines)], strict=False)
    printed = [Printed(lines[start], kind_of(lines[start]), tuple(lines[start + 1 : end])) for start, end in spans]
    strays = lines[: starts[0] if starts else len(lines)]
    return printed, [_left_out(strays, "text stands in no section; left out")] if strays else []


def _left_out(lines: Sequence[Line], reason: str) -> Fault:
    """No section can hold these lines, so the rejection does: what could be read is not lost."""
    return Fault(lines[0].number, "\n".join(line.text for line in lines), reason)


def read_sections(
    printed: Sequence[Printed], listing: Sequence[Listed], names: frozenset[str], duration: int | None
) -> tuple[tuple[Section, ...], list[Fault]]:
    tiers = {entry.kind: entry.tier for entry in listing}
    sections, faults = list[Section](), list[Fault]()
    for part in printed:
        if part.kind is None:
            faults.append(_left_out((part.heading, *part.body), "heading is not known; its text is left out"))
            continue
        section, wrong = _read_section(part, part.kind, tiers.get(part.kind), names)
        faults += [*wrong, *_wrong_times(part, duration)]
        sections += [section] if section else []
    unprinted = [entry for entry in listing if entry.kind not in {part.kind for part in printed}]
    sections += [_locked(entry.kind, entry.heading, entry.tier) for entry in unprinted if entry.kind and entry.tier]
    faults += [Fault(entry.line.number, entry.line.text, "section is listed and not printed") for entry in unprinted]
    return tuple(replace(section, position=at) for at, section in enumerate(sections)), faults


def _locked(kind: SectionKind, heading: str, tier: str | None) -> Section:
    return Section(kind, heading, 0, "locked", tier)


def _read_section(part: Printed, kind: SectionKind, tier: str | None, names: frozenset[str]) -> tuple[Section | None, list[Fault]]:
    heading = part.heading.text
    lock = next((at for at, line in enumerate(part.body) if LOCK.fullmatch(line.text)), None)
    if lock is not None and (lock == 0 or part.body[lock - 1].text.endswith(".")):
        named = TIER.search(part.body[lock].text)
        faults = [
            Fault(line.number, line.text, f"line stands beside the lock of {heading!r}; left out") for line in _beside(part.body, lock)
        ]
        return _locked(kind, heading, named[1].capitalize() if named else tier), faults
    body = part.body if lock is None else part.body[: lock - 1]
    faults = [Fault(part.body[lock - 1].number, part.body[lock - 1].text, "heading of a locked section is not known")] if lock else []
    if not body:
        faults.append(Fault(part.heading.number, heading, "section has no body"))
        return (_locked(kind, heading, tier) if tier else None), faults
    if len(body) == 1 and body[0].text.rstrip(".").casefold() == NOTHING:
        return Section(kind, heading, 0, "available", tier), faults
    read, wrong = read_body(kind, heading, body, names)
    return Section(kind, heading, 0, "available", tier, read.text, read.marks, read.items), [*faults, *wrong]


def _beside(body: Sequence[Line], lock: int) -> Iterator[Line]:
    """The lines around a lock that are none themselves: nothing that a locked section shows is text to be counted."""
    return (line for line in (*body[:lock], *body[lock + 1 :]) if not LOCK.fullmatch(line.text))


def _wrong_times(part: Printed, duration: int | None) -> list[Fault]:
    """The first time mark that goes back in a text that tells the episode in its order, and the first after its end. They are kept."""
    faults: dict[str, Fault] = {}
    latest = 0
    for line in part.body:
        for found in TIME.finditer(line.text):
            moment = seconds(found)
            wrong = {"time mark goes back; kept": part.kind in PROSE and moment < latest}
            wrong["time mark lies after the end of the episode; kept"] = duration is not None and moment > duration
            for reason in (reason for reason, is_so in wrong.items() if is_so):
                faults.setdefault(reason, Fault(line.number, found[0], reason))
            latest = max(latest, moment)
    return list(faults.values())
