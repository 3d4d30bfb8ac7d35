"""Who hosts and who is a guest, from one page alone.

The page seldom says so in one place. Rules in this order; the first that decides about somebody wins:

1. words: the show bears the name; the text says "host Ann Lee", "hosts Ann Lee and Bo Ray", "Ann Lee hosts a panel", "guest Bo Ray"; or the
   bio says that somebody (co-)hosts *this* show or moderated this conversation (to host another show makes no host here);
2. structure: the Speakers section describes the guests: who has no bio beside people who have one is a host, and the others are guests;
3. a co-host needs another host: of two people of whom one co-hosts, the other does too;
4. verbs: who asks, welcomes or interviews is a host, and so is who is told; who talks with others is one when the page names them first;
5. what is left: guests beside a host of whom words are sure, a host beside guests; else order: hosts come first, so that whoever stands
   before a host of rule 4 is one too, and "the hosts" are two at least. Where nothing tells, the first is the host; one alone participates.

Confidence is 1 where words or structure decide, SOME where the page implies it, LITTLE where only the order of the names is left.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from etl.records import Appearance, Role, normal
from etl.sources.chips import same_person

SURE, SOME, LITTLE = 1.0, 0.7, 0.5

# "the podcast Kitchen Table" is another one
THIS_SHOW = r"(?:this|the) (?:show|podcast|conversation|discussion|panel|program(?:me)?|episode)\b(?! [\"“A-Z])"
OTHER_SHOW = re.compile(r"[^.;,]{0,60}\b(?:podcast|show|newsletter|channel|series)\b", re.IGNORECASE)
CO_HOST = re.compile(r"\bco-?hosts?\b", re.IGNORECASE)
ASKS = r"(?:asks?|welcomes?|interviews?|invites?|questions?|speaks? with|sits? down with)\b"
TALKS = r"(?:talks?|chats?|meets?|catch(?:es)? up)\b"
SEVERAL = re.compile(r"\b(?:the|both|two|our) hosts\b")
TOLD = r"\b(?:tells?|explains? to|gives?|joins?)"

Decided = Mapping[str, tuple[Role, float]]


@dataclass(frozen=True, slots=True)
class Bio:
    """An entry of the Speakers section."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Page:
    """What the rules look at: the people, the bios of those who have one, the show, and abstract and summary as one text."""

    names: tuple[str, ...]
    bios: Mapping[str, str]
    show: str
    text: str


def find_appearances(people: Sequence[str], bios: Sequence[Bio], *, show: str, text: str) -> tuple[Appearance, ...]:
    """One appearance per chip in the page's order, then those whom only the Speakers section names."""
    names = (*people, *(bio.name for bio in bios if not any(same_person(bio.name, chip) for chip in people)))
    described = {name: bio.text for name in names for bio in bios if same_person(bio.name, name)}
    roles = find_roles(Page(names, described, show, text))
    return tuple(Appearance(name, roles[name][0], confidence=roles[name][1], bio=described.get(name) or None) for name in names)


def find_roles(page: Page) -> dict[str, tuple[Role, float]]:
    decided: dict[str, tuple[Role, float]] = {}
    rules: tuple[Callable[[Page, Decided], Decided], ...] = (_by_words, _by_structure, _by_co_host, _by_verbs, _by_order)
    for rule in rules:
        decided = {**rule(page, decided), **decided}
    return decided


def _by_words(page: Page, _: Decided) -> Decided:
    guests = _named(page, rf"\bguests?,? {_run(page)}")
    hosts = {name for name in page.names if f" {normal(name)} " in f" {normal(page.show)} " or _bio_hosts(page, name)}
    hosts |= _named(page, rf"\b(?:hosts?|hosted by|moderators?|moderated by),? {_run(page)}") | set(_subjects(page))
    return {**dict.fromkeys(guests, ("guest", SURE)), **dict.fromkeys(hosts, ("host", SURE))}


def _bio_hosts(page: Page, name: str) -> bool:
    here = rf"(?:{THIS_SHOW}|(?:the )?{re.escape(page.show)}(?!\w))"
    said = rf"\b[Hh]ost(?:s|ed)?(?: of)? {here}|\b[Mm]oderate[sd] {THIS_SHOW}"
    return re.search(said, page.bios.get(name, "")) is not None


def _subjects(page: Page) -> Iterator[str]:
    """Those of whom the text says that they host or moderate, unless it goes on to name another show."""
    for found in re.finditer(rf"({_run(page)}),? (?:co-?)?(?:hosts?|moderates?)\b", page.text):
        after = page.text[found.end() :]
        elsewhere = OTHER_SHOW.match(after)
        if not elsewhere or re.match(rf" {THIS_SHOW}", after) or page.show in elsewhere[0]:
            yield from _names_in(page, found[1])


def _by_structure(page: Page, _: Decided) -> Decided:
    if not 0 < len(page.bios) < len(page.names):
        return {}
    return {name: ("guest" if name in page.bios else "host", SURE) for name in page.names}


def _by_co_host(page: Page, decided: Decided) -> Decided:
    hosts = [name for name, (role, _) in decided.items() if role == "host"]
    if len(page.names) != 2 or len(hosts) != 1 or not CO_HOST.search(f"{page.text} {page.bios.get(hosts[0], '')}"):
        return {}
    return dict.fromkeys(page.names, ("host", SOME))


def _by_verbs(page: Page, _: Decided) -> Decided:
    hosts = _named(page, rf"{_run(page)},? {ASKS}") | _named(page, rf"{TOLD} {_run(page)}")
    talkers = _named(page, rf"{_run(page)},? {TALKS}")
    hosts |= talkers if page.names and page.names[0] in talkers else set()
    return dict.fromkeys(hosts, ("host", SOME)) if len(hosts) < len(page.names) else {}


def _by_order(page: Page, decided: Decided) -> Decided:
    hosts = {name: confidence for name, (role, confidence) in decided.items() if role == "host"}
    if SURE in hosts.values():
        return dict.fromkeys(page.names, ("guest", SOME))
    if decided and not hosts:
        return dict.fromkeys(page.names, ("host", SOME))
    if len(page.names) == 1:
        return {page.names[0]: ("participant", LITTLE)}
    last = max([int(SEVERAL.search(page.text) is not None), *(page.names.index(name) for name in hosts)])
    confidence = SOME if hosts else LITTLE
    return {name: ("guest" if at > last else "host", confidence) for at, name in enumerate(page.names)}


def _surfaces(page: Page) -> dict[str, str]:
    """How the text may name somebody: in full, or by a first name that nobody else here has."""
    firsts = [name.split()[0] for name in page.names]
    alone = {first: name for first, name in zip(firsts, page.names, strict=True) if firsts.count(first) == 1}
    return {**alone, **{name: name for name in page.names}}


def _run(page: Page) -> str:
    """A pattern for one name or an enumeration of names."""
    name = "|".join(re.escape(surface) for surface in sorted(_surfaces(page), key=len, reverse=True))
    return rf"\b(?:{name})(?!\w)(?:(?:, and |, | and | & )(?:{name})(?!\w))*"


def _named(page: Page, pattern: str) -> set[str]:
    return {name for found in re.finditer(pattern, page.text) for name in _names_in(page, found[0])}


def _names_in(page: Page, text: str) -> set[str]:
    return {name for surface, name in _surfaces(page).items() if re.search(rf"(?<!\w){re.escape(surface)}(?!\w)", text)}
