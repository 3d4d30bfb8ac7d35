"""Choices of the filter bar that select something, each different, so that no answer is in the cache."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb

Choice = dict[str, list[str]]
EPISODES = """
    select episodes.published, shows.name as show_name, min(categories.name) as category
    from episodes
        join shows using (show_id)
        left join episode_categories using (episode_id)
        left join categories using (category_id)
    where published is not null
    group by episodes.episode_id, episodes.published, shows.name
    order by episodes.episode_id
"""


def build_file(data: Path) -> Path:
    """The build that CURRENT names."""
    builds = data / "builds"
    return builds / str(json.loads((builds / "CURRENT").read_text(encoding="utf-8"))["file"])


def draw_choices(build: Path, number: int, seed: str) -> list[Choice]:
    """One dates-only choice in two, else also a show or a category; each holds at least the episode that it was drawn around.

    The dates differ from draw to draw and from seed to seed: that is what makes every answer a new one.
    """
    with duckdb.connect(build, read_only=True) as connection:
        episodes = connection.execute(EPISODES).fetchall()
    draw = Random(seed)
    found: list[Choice] = []
    for place in range(number):
        day, show, category = draw.choice(episodes)
        dates = {
            "from": [(day - timedelta(days=draw.randint(200, 2000))).isoformat()],
            "to": [(day + timedelta(days=draw.randint(0, 1000))).isoformat()],
        }
        narrower = [{}, {"show": [show]}, {}, {"category": [category]} if category else {}][place % 4]
        found.append({**narrower, **dates})
    return found
