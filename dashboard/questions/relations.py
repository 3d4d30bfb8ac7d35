"""The named relations that questions are made of, as SQL. Values come in as $name parameters only.

`selected` are the episodes that the filters choose. A *subject* (topic, entity, guest ...) adds three relations:
`named` (episode_id, series, passage_id, surface) says where it occurs, `covered` which selected episodes could have had it,
`left_out` (episode_id, reason) which could not be asked, and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.filters import Filters

Relations = Mapping[str, str]
"""Common table expressions by name; each may read those before it."""

LABELLED = """
    select episode_id, name as category
    from episode_categories join categories using (category_id)
    union
    select episode_id, name
    from episodes join show_categories using (show_id) join categories using (category_id)
    where episode_id not in (select episode_id from episode_categories)"""
IN_CATEGORIES = "episode_id in (select episode_id from labelled where list_contains($categories, category))"
WITH_GUESTS = """episode_id in (
            select episode_id from appearances join people using (person_id) where role = 'guest' and list_contains($guests, name)
        )"""


def selected(filters: Filters) -> Relations:
    """The chosen episodes. Only the conditions in use are written: on a small build most of a query's time is its planning."""
    conditions = (
        (filters.shows, "list_contains($shows, shows.name)"),
        (filters.start, "published >= $start"),
        (filters.end, "published <= $end"),
        (filters.categories, IN_CATEGORIES),
        (filters.guests, WITH_GUESTS),
    )
    where = "\n        and ".join(sql for used, sql in conditions if used) or "true"
    return {
        "labelled": LABELLED,
        "selected": f"""
    select episode_id, shows.name as show_name, published
    from episodes join shows using (show_id)
    where {where}""",
    }


READ: Relations = {
    "readable": """
    select selected.episode_id, show_name, published, count(kind) > 0 as present,
        coalesce(bool_or(availability = 'locked'), false) as locked
    from selected left join sections on sections.episode_id = selected.episode_id and list_contains($basis, kind)
    group by all""",
    "covered": "select episode_id, show_name, published from readable where present and not locked",
    "left_out": """
    select episode_id, case when locked then 'locked' else 'no section to read' end as reason
    from readable
    where locked or not present""",
    "read": """
    select passage_id, episode_id
    from passages
    where (list_contains($basis, section_kind) or section_kind in ('title', 'abstract')) and not boilerplate""",
}

TOPIC: Relations = {
    "named": """
    select topic_mentions.episode_id, name as series, passage_id, surface
    from topic_mentions join topics using (topic_id) join read using (passage_id)""",
}

ENTITY: Relations = {
    "named": """
    select mentions.episode_id, name as series, passage_id, surface
    from mentions join entities using (entity_id) join read using (passage_id)
    where entities.label <> 'PERSON'""",
}

PERSON: Relations = {
    "named": """
    select mentions.episode_id, name as series, passage_id, surface
    from mentions join people on person_id = entity_id join read using (passage_id)
    where (mentions.episode_id, person_id) not in (select (episode_id, person_id) from appearances)""",
}

THEME: Relations = {
    "named": """
    select topic_mentions.episode_id, label as series, passage_id, surface
    from topic_mentions
        join theme_topics using (topic_id)
        join themes using (theme_id)
        join read using (passage_id)
        join episode_themes on episode_themes.episode_id = topic_mentions.episode_id and episode_themes.theme_id = themes.theme_id""",
}

CATEGORY: Relations = {
    "covered": "select * from selected where episode_id in (select episode_id from labelled)",
    "left_out": "select episode_id, 'no category given' as reason from selected where episode_id not in (select episode_id from labelled)",
    "named": """
    select episode_id, category as series, cast(null as varchar) as passage_id, cast(null as varchar) as surface
    from labelled""",
}

GUEST: Relations = {
    "covered": "select * from selected where episode_id in (select episode_id from appearances)",
    "left_out": """
    select episode_id, 'no people listed' as reason
    from selected
    where episode_id not in (select episode_id from appearances)""",
    "named": """
    select episode_id, name as series, passage_id, cast(null as varchar) as surface
    from appearances join people using (person_id)
    where role = 'guest'""",
}

SHOW: Relations = {
    "covered": "select * from selected",
    "left_out": "select episode_id, '' as reason from selected where false",
    "named": """
    select selected.episode_id, show_name as series, passage_id, cast(null as varchar) as surface
    from selected left join passages on passages.episode_id = selected.episode_id and section_kind = 'title'""",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question can be about: its relations, what one calls it, whether an episode can have several of it, and the parameter
    that filters by it: of a filtered dimension the chosen values only are shown."""

    relations: Relations
    one: str
    many: str
    reads: bool
    several: bool = True
    filtered_by: str | None = None


SUBJECTS = {
    "topic": Subject({**READ, **TOPIC}, "topic", "topics", reads=True),
    "entity": Subject({**READ, **ENTITY}, "name", "names", reads=True),
    "theme": Subject({**READ, **THEME}, "theme", "themes", reads=True),
    "person": Subject({**READ, **PERSON}, "person named", "people named", reads=True),
    "category": Subject(CATEGORY, "category", "categories", reads=False, filtered_by="categories"),
    "guest": Subject(GUEST, "guest", "guests", reads=False, filtered_by="guests"),
    "show": Subject(SHOW, "show", "shows", reads=False, several=False),
}
