"""Random small builds: real DuckDB files made with etl/schema.sql, full of what real ones hold seldom and tests need often.

Undated episodes, locked, absent and empty sections, categories on shows only, episodes without people, claims that stand twice, a
passage that names one thing under two spellings, names with quotes and dollar signs. One seed is one build, whatever the machine.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pandas as pd

SCHEMA = Path(__file__).parents[1] / "etl" / "schema.sql"
EPISODES = 40
BASIS = ("podcast_summary", "key_takeaways", "statistics", "show_notes")
KINDS = (*BASIS, "speakers", "stories", "quotes", "additional_context")
SHOWS = ("Practice Makes", "Dan's $how", "Deep “Dive”, Daily", "Nul & Void 100%")
CATEGORIES = ("AI", "Business", "Health & Care", "Open Source", "Never Given", "History")
PEOPLE = ("Ada Byron", "Bo O'Neil", "Cem Çelik", "Di Wu", "Eve $mith", "Finn Ås", "Gus Ek", "Hal Roe")
NAMES = {
    "Acme": ("ORG", ("Acme", "Acme Inc.")),
    "Mars": ("LOC", ("Mars",)),
    "Moby-Dick": ("WORK_OF_ART", ("Moby-Dick", "The Whale")),
    "AI": ("PRODUCT", ("AI",)),
}
TOPICS = {
    "ai agent": ("AI agent", "AI agents"),
    "open source": ("open source",),
    "burn rate": ("burn rate", "Burn rates"),
    "sleep": ("sleep",),
    "100% uptime": ("100% uptime",),
    "never said": ("never said",),
}
THEMES = {"Agents and code": ("ai agent", "open source"), "Money": ("burn rate", "open source"), "Nights": ("sleep", "never said")}
WORDS = ("we", "talk", "about", "how", "teams", "grow", "and", "then", "rest")
UNITS = {"money": ("USD", "EUR"), "share": ("percent",), "count": (None, "users")}
TURNS = (date(2019, 12, 29), date(2019, 12, 30), date(2020, 2, 29), date(2020, 12, 31), date(2021, 1, 3), date(2021, 1, 4))
"""Days beside a turn of year, quarter, month or ISO week."""

Rows = defaultdict[str, list[dict[str, Any]]]


def write_build(path: Path, seed: int, *, locked: tuple[str, str] | None = None) -> str:
    """Write the build of `seed` and return its id. `locked`, (episode_id, section kind), is written as if its page showed it no more."""
    draw = Random(seed)
    rows: Rows = defaultdict(list)
    build_id = f"synthetic-{seed}"
    _names(rows)
    for number in range(EPISODES):
        _episode(rows, draw, number)
    if locked:
        _lock(rows, f"{locked[0]}-{locked[1]}")
    rows["postings"] = _postings(rows)
    rows["build"].append(
        {
            "build_id": build_id,
            "made_at": datetime(2021, 6, 1),  # noqa: DTZ001 - the column has no zone
            "input_hash": str(seed),
            "content_hash": str(seed),
            "pipeline": "none",
            "episodes": EPISODES,
            "rejections": 0,
        }
    )
    _write(path, rows)
    return build_id


def publish(folder: Path, build_id: str, file: str) -> None:
    """Name a build in CURRENT."""
    (folder / "CURRENT").write_text(json.dumps({"build_id": build_id, "file": file, "input_hash": ""}), encoding="utf-8")


def terms(text: str) -> list[str]:
    """The words of a text as `postings` has them: letters and digits, small, without accents."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
    return re.findall(r"[^\W_]+", plain)


def _postings(rows: Rows) -> list[dict[str, Any]]:
    places = [(term, row["episode_id"], row["section_kind"]) for row in rows["passages"] for term in terms(row["text"])]
    names = ("term", "episode_id", "section_kind", "frequency")
    return [dict(zip(names, (*place, times), strict=True)) for place, times in Counter(places).items()]


def _lock(rows: Rows, section_id: str) -> None:
    """Take out all that only this section says."""
    section = next(row for row in rows["sections"] if row["section_id"] == section_id)
    section.update(availability="locked", tier="Premium", text=None)
    gone = {row["passage_id"] for row in rows["passages"] if row["section_id"] == section_id}
    for row in rows["appearances"]:
        row["passage_id"] = None if row["passage_id"] in gone else row["passage_id"]
    for table in ("passages", "mentions", "topic_mentions", "statistics"):
        rows[table] = [row for row in rows[table] if row["passage_id"] not in gone]
    rows["items"] = [row for row in rows["items"] if row["section_id"] != section_id]
    stated = {row["claim_id"] for row in rows["statistics"]}
    rows["claims"] = [row for row in rows["claims"] if row["claim_id"] in stated]


def _write(path: Path, rows: Rows) -> None:
    with duckdb.connect(path) as connection:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        tables = connection.execute("select table_name from duckdb_tables() where not internal order by table_oid").fetchall()
        for (table,) in tables:
            if rows[table]:
                frame = pd.DataFrame(rows[table]).astype(object).where(lambda cells: cells.notna(), None)
                connection.register("frame", frame)
                connection.execute(f"insert into {table} by name select * from frame")
                connection.unregister("frame")


def _names(rows: Rows) -> None:
    """What exists whatever the episodes say: shows, categories, people, entities, topics, themes."""
    rows["shows"] = [{"show_id": f"s{n}", "name": name} for n, name in enumerate(SHOWS)]
    rows["categories"] = [{"category_id": f"c{n}", "name": name} for n, name in enumerate(CATEGORIES)]
    rows["show_categories"] = [{"show_id": f"s{s}", "category_id": f"c{c}"} for s, c in ((0, 0), (0, 5), (1, 1))]
    rows["people"] = [{"person_id": f"n{n}", "name": name} for n, name in enumerate(PEOPLE)]
    labelled = [*((name, "PERSON", (name, name.split()[0])) for name in PEOPLE), *((name, *rest) for name, rest in NAMES.items())]
    rows["entities"] = [{"entity_id": f"n{n}", "name": name, "label": label} for n, (name, label, _) in enumerate(labelled)]
    rows["aliases"] = [{"entity_id": f"n{n}", "alias": alias} for n, (_, _, aliases) in enumerate(labelled) for alias in aliases]
    rows["topics"] = [{"topic_id": f"t{n}", "name": name} for n, name in enumerate(TOPICS)]
    rows["themes"] = [{"theme_id": f"h{n}", "label": label} for n, label in enumerate(THEMES)]
    order = list(TOPICS)
    rows["theme_topics"] = [
        {"theme_id": f"h{n}", "topic_id": f"t{order.index(topic)}", "weight": 0.5}
        for n, topics in enumerate(THEMES.values())
        for topic in topics
    ]


def _episode(rows: Rows, draw: Random, number: int) -> None:
    episode_id = f"e{number:02}"
    show = draw.choices(range(4), weights=(5, 4, 3, 1))[0]
    title = _sentence(draw)
    abstract = _sentence(draw) if draw.random() < 0.6 else None
    rows["episodes"].append(
        {
            "episode_id": episode_id,
            "show_id": f"s{show}",
            "title": _text(title),
            "published": _day(draw, show),
            "abstract": abstract and _text(abstract),
            "url": f"https://example.org/{episode_id}",
            "audio_url": f"https://example.org/{episode_id}.mp3" if draw.random() < 0.5 else None,
            "language": "en",
            "source": f"{episode_id}.txt",
        }
    )
    rows["sources"].append({"source": f"{episode_id}.txt", "format": "podmine", "items": 1, "episodes": 1, "merged": 0, "rejected": 0})
    rows["episode_sources"].append({"episode_id": episode_id, "source": f"{episode_id}.txt"})
    if draw.random() < 0.55:
        categories = draw.sample([c for c in range(6) if c != 4], draw.randint(1, 3))
        rows["episode_categories"] += [{"episode_id": episode_id, "category_id": f"c{c}"} for c in categories]
    if draw.random() < 0.9:
        _passage(rows, draw, episode_id, "title", title)
    if abstract:
        _passage(rows, draw, episode_id, "abstract", abstract)
    for position, kind in enumerate(KINDS):
        _section(rows, draw, episode_id, kind, position)
    _people(rows, draw, episode_id)
    themes = draw.sample(range(3), draw.randint(0, 2))
    rows["episode_themes"] += [{"episode_id": episode_id, "theme_id": f"h{h}", "weight": 0.4} for h in themes]


def _day(draw: Random, show: int) -> date | None:
    """Nothing of the last show is dated; the others run for a while each, with holes."""
    if show == 3 or draw.random() < 0.12:
        return None
    if draw.random() < 0.25:
        return draw.choice(TURNS)
    return date(2019, 11, 20) + timedelta(days=120 * show + draw.randint(0, 300))


def _people(rows: Rows, draw: Random, episode_id: str) -> None:
    """A quarter of the episodes list nobody; the others a host, up to three guests and sometimes a participant."""
    if draw.random() < 0.25:
        return
    bios = [p["passage_id"] for p in rows["passages"] if p["episode_id"] == episode_id and p["section_kind"] == "speakers"]
    roles = ["host", *["guest"] * draw.randint(0, 3), *["participant"] * draw.randint(0, 1)]
    for person, role in zip(draw.sample(range(len(PEOPLE)), len(roles)), roles, strict=True):
        rows["appearances"].append(
            {
                "episode_id": episode_id,
                "person_id": f"n{person}",
                "role": role,
                "how": "declared",
                "confidence": 1.0,
                "passage_id": draw.choice([None, *bios]),
            }
        )


def _section(rows: Rows, draw: Random, episode_id: str, kind: str, position: int) -> None:
    """Absent, locked, empty, or up to four sentences."""
    availability = draw.choices((None, "locked", "available"), weights=(25, 12, 63))[0]
    if availability is None:
        return
    section_id = f"{episode_id}-{kind}"
    count = draw.choice((0, 1, 2, 3, 4)) if availability == "available" else 0
    sentences = [_sentence(draw, numbers=kind in ("statistics", "key_takeaways")) for _ in range(count)]
    rows["sections"].append(
        {
            "section_id": section_id,
            "episode_id": episode_id,
            "kind": kind,
            "position": position,
            "heading": kind.title(),
            "availability": availability,
            "tier": "Premium" if availability == "locked" else None,
            "text": " ".join(map(_text, sentences)) if availability == "available" else None,
        }
    )
    start = 0
    for number, sentence in enumerate(sentences):
        item_id = f"{section_id}-{number}" if kind in ("statistics", "key_takeaways") else None
        if item_id:
            item = {"item_id": item_id, "section_id": section_id, "episode_id": episode_id, "position": number, "start_s": 60 * number}
            rows["items"].append(item)
        _passage(rows, draw, episode_id, kind, sentence, section_id=section_id, item_id=item_id, start=start)
        start += len(_text(sentence)) + 1


Token = tuple[str, str | None, str | None]
"""A word or name as it is written, what it is ("topic", "name", "number") and which."""


def _sentence(draw: Random, *, numbers: bool = False) -> list[Token]:
    """Up to two things in a few plain words; where there are numbers, half the sentences have one."""
    things = [_thing(draw) for _ in range(draw.choice((0, 1, 1, 2, 2, 3)))]
    if numbers and draw.random() < 0.7:
        kind = draw.choice(list(UNITS))
        things.append((str(draw.randint(2, 999)), "number", kind))
    tokens: list[Token] = [*things, *((draw.choice(WORDS), None, None) for _ in range(draw.randint(1, 5)))]
    draw.shuffle(tokens)
    return [*tokens, (".", None, None)]


def _thing(draw: Random) -> Token:
    if draw.random() < 0.6:
        topic = draw.choice([topic for topic in TOPICS if topic != "never said"])
        return draw.choice(TOPICS[topic]), "topic", topic
    name = draw.choice([*PEOPLE, *NAMES])
    return draw.choice(NAMES[name][1] if name in NAMES else (name, name.split()[0])), "name", name


def _text(tokens: list[Token]) -> str:
    return " ".join(token for token, _, _ in tokens)


def _spans(tokens: list[Token]) -> Iterator[tuple[int, int, Token]]:
    start = 0
    for token in tokens:
        yield start, start + len(token[0]), token
        start += len(token[0]) + 1


def _passage(rows: Rows, draw: Random, episode_id: str, kind: str, tokens: list[Token], start: int = 0, **place: str | None) -> None:
    passage_id = f"p{len(rows['passages']):04}"
    text = _text(tokens)
    passage = {
        "passage_id": passage_id,
        "episode_id": episode_id,
        "section_kind": kind,
        "position": sum(row["episode_id"] == episode_id for row in rows["passages"]),
        "text": text,
        "start_s": draw.randint(0, 3000) if draw.random() < 0.4 else None,
        "char_start": start,
        "char_end": start + len(text),
        "is_title": kind == "title",
        "boilerplate": draw.random() < 0.1,
    }
    rows["passages"].append({"section_id": None, "item_id": None, **place, **passage})
    for first, last, (surface, what, which) in _spans(tokens):
        span = {"passage_id": passage_id, "episode_id": episode_id, "surface": surface, "char_start": first, "char_end": last}
        if what == "topic":
            rows["topic_mentions"].append({"topic_id": f"t{list(TOPICS).index(str(which))}", **span})
        elif what == "name":
            entity = next(row for row in rows["entities"] if row["name"] == which)
            mention_id = f"m{len(rows['mentions']):04}"
            rows["mentions"].append({"mention_id": mention_id, "entity_id": entity["entity_id"], "label": entity["label"], **span})
        elif what == "number":
            _claim(rows, draw, passage, surface, str(which))


def _claim(rows: Rows, draw: Random, passage: dict[str, Any], surface: str, kind: str) -> None:
    """A place where a claim stands: a new claim, or one of the same kind that the episode has made already."""
    of_episode = [claim for claim in rows["claims"] if claim["episode_id"] == passage["episode_id"] and claim["kind"] == kind]
    if of_episode and draw.random() < 0.3:
        claim = draw.choice(of_episode)
    else:
        claim = {
            "claim_id": f"q{len(rows['claims']):03}",
            "episode_id": passage["episode_id"],
            "kind": kind,
            "low": float(surface),
            "high": float(surface),
            "unit": draw.choice(UNITS[kind]),
            "comparator": "=",
            "subject_id": draw.choice((None, "n8")),
            "speaker_id": draw.choice((None, "n0", "n1", "n2")),
            "hedged": False,
        }
        rows["claims"].append(claim)
    own = {name: claim[name] for name in ("claim_id", "kind", "low", "high", "unit", "comparator", "subject_id", "speaker_id")}
    place = {name: passage[name] for name in ("passage_id", "episode_id", "section_kind", "text", "start_s")}
    rows["statistics"].append({"statistic_id": f"f{len(rows['statistics']):03}", "surface": surface, **own, **place})
