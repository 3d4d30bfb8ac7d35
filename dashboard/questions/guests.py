"""Who is there, in which role, over how many shows and how long; and one person's appearances.

Being named is not being there: people who are only named are the subject "person" (see relations), never part of these.
"""

from __future__ import annotations

from dataclasses import replace

from dashboard.filters import Filters
from dashboard.questions.question import Query, Question, compose
from dashboard.questions.relations import GUEST, selected
from dashboard.questions.totals import chosen


def present_as(filters: Filters, role: str) -> Question:
    """In what share of the episodes that list people each person is there as `role`: hosts and participants beside the subject "guest"."""
    named = GUEST["named"].replace("role = 'guest'", "role = $role")
    return Question(
        name=f"{role}_ranking",
        title=f"{role.capitalize()}s by share of episodes",
        words=f"Share of episodes with each {role}",
        unit="episode",
        relations={**selected(filters), **GUEST, "named": named},
        base="select episode_id as unit_id, episode_id from covered",
        hits="select episode_id as unit_id, episode_id, passage_id, surface, series from named join covered using (episode_id)",
        parameters={**chosen(filters), "role": role},
    )


def careers(question: Question) -> Query:
    """For each series of `question`: the shows it is on, its first and last date. The dates of undated episodes are not guessed."""
    return compose(
        question,
        """
        found as (select distinct series, episode_id from hits)
        select series, count(distinct show_id) as shows, min(published) as first, max(published) as last
        from found join episodes using (episode_id)
        group by series
        order by series
        """,
    )


def roles() -> Query:
    """The roles in which anybody of the build is there."""
    return Query("select distinct role from appearances order by role", {})


def people() -> Query:
    """Everybody whom the build knows, there or only named."""
    return Query("select name from people order by name", {})


def appearances(filters: Filters, person: str) -> Query:
    """One row per chosen episode in which `person` is there, the newest first."""
    ctes = ",\n".join(f"{name} as ({body})" for name, body in selected(filters).items())
    sql = f"""
        with {ctes}
        select episodes.episode_id, title, selected.show_name, episodes.published, role, how, confidence, bio
        from appearances
            join people using (person_id)
            join selected using (episode_id)
            join episodes using (episode_id)
        where people.name = $person
        order by episodes.published desc nulls last, episodes.episode_id
    """
    return Query.of(sql, {**chosen(filters), "person": person})


def in_any_role(question: Question) -> Question:
    """`together` with a guest, but asked of the episodes in which the person is there at all, as host and participant too."""
    given = GUEST["named"].replace("where role = 'guest'", "")
    words = question.words.replace("with the guest", "with", 1)
    return replace(question, name=question.name.replace("guest", "present"), words=words, relations={**question.relations, "given": given})
