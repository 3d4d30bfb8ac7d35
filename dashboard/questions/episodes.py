"""One episode as its source has it: the lists that its page is made of. Filters choose episodes, so none of these reads them."""

from __future__ import annotations

from dashboard.questions.question import Query
from dashboard.questions.totals import STATED

MOST_NAMED = 8
MOST_SIMILAR = 5


def episode(episode_id: str) -> Query:
    """One row, or none for an id that the build does not know. `categories` is a list; `of_show` says that they are the show's."""
    return _of(
        episode_id,
        """
        with own as (select list(name order by name) as names from episode_categories join categories using (category_id)
                where episode_id = $episode)
        select episode_id, shows.name as show_name, title, published, abstract, duration_s, url, audio_url,
            coalesce(names, (
                select list(name order by name) from show_categories join categories using (category_id)
                where show_categories.show_id = episodes.show_id
            ), []) as categories, names is null as of_show
        from episodes join shows using (show_id) cross join own
        where episode_id = $episode
        """,
    )


def people(episode_id: str) -> Query:
    """Who was there: hosts, guests, then other participants."""
    return _of(
        episode_id,
        """
        select name, role
        from appearances join people using (person_id)
        where episode_id = $episode
        order by case role when 'host' then 0 when 'guest' then 1 else 2 end, name
        """,
    )


def sections(episode_id: str) -> Query:
    return _of(episode_id, "select kind, heading, availability, tier from sections where episode_id = $episode order by position")


def absent(episode_id: str) -> Query:
    """The headings of the sections that other episodes of the build have and this one does not list."""
    return _of(
        episode_id,
        """
        select any_value(heading order by heading) as heading
        from sections
        group by kind
        having not bool_or(episode_id = $episode)
        order by avg(position), kind
        """,
    )


def sentences(episode_id: str) -> Query:
    """The sentences of the available sections in order. `new_line`: a line of the source begins here. `item`: the item it is part of."""
    return _of(
        episode_id,
        """
        select section_kind, item_id as item, passages.text, passages.start_s, is_title,
            coalesce(contains(substr(sections.text, before + 1, char_start - before), chr(10)), true) as new_line
        from (select *, lag(char_end) over (partition by section_id order by position) as before from passages) as passages
            join sections using (section_id)
        where passages.episode_id = $episode
        order by passages.position
        """,
    )


def starts(episode_id: str) -> Query:
    """The moments that a section gives, each once: where its items start, or its sentences."""
    return _of(
        episode_id,
        """
        select distinct section_kind, start_s
        from passages
        where episode_id = $episode and start_s is not null
        union
        select kind, start_s
        from items join sections using (section_id)
        where items.episode_id = $episode and start_s is not null
        order by section_kind, start_s
        """,
    )


def topics(episode_id: str) -> Query:
    """The topics that most sentences of the episode name."""
    return _of(episode_id, _ranked("topic_mentions join topics using (topic_id)"))


def entities(episode_id: str) -> Query:
    """The named entities, people aside, that most sentences of the episode name."""
    return _of(episode_id, _ranked("mentions join entities using (entity_id)", " and entities.label <> 'PERSON'"))


def similar(episode_id: str) -> Query:
    return _of(
        episode_id,
        f"""
        select episodes.episode_id, shows.name as show_name, title, published, score
        from similar_episodes
            join episodes on episodes.episode_id = other_episode_id
            join shows using (show_id)
        where similar_episodes.episode_id = $episode
        order by score desc, episodes.episode_id
        limit {MOST_SIMILAR}
        """,
    )


def related(episode_id: str) -> Query:
    """What the page prints under "More episodes like this"; `other_episode_id` where this build holds it."""
    return _of(
        episode_id,
        "select show_name, title, published, other_episode_id from related_episodes where episode_id = $episode order by position",
    )


def claims(episode_id: str) -> Query:
    """The numeric claims of the Statistics & Facts section, one row per place."""
    return _of(
        episode_id,
        f"""
        select text, surface, kind, comparator, low, high, unit, people.name as speaker, start_s
        from ({STATED}) as stated left join people on person_id = speaker_id
        where episode_id = $episode
        order by start_s nulls last, statistic_id
        """,
    )


def _ranked(named: str, condition: str = "") -> str:
    return f"""
        select name, count(distinct passage_id) as sentences
        from {named} join passages using (passage_id)
        where passages.episode_id = $episode and not boilerplate{condition}
        group by name
        order by sentences desc, name
        limit {MOST_NAMED}
        """


def _of(episode_id: str, sql: str) -> Query:
    return Query.of(sql, {"episode": episode_id})
