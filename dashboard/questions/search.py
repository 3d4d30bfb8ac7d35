"""Search in the text: which episodes hold the words, ranked by BM25, and the sentences to show for each.

Robertson, S. & Zaragoza, H. (2009). The Probabilistic Relevance Framework: BM25 and Beyond. Foundations and Trends in IR 3(4), 333-389;
k1 = 1.2, b = 0.75. The weight of a word is ln(1 + (N - n + 0.5) / (n + 0.5)), which unlike the original never falls below 0, so that a
word that most episodes hold cannot push one down. N, n and the mean length are those of the whole build: a filter takes episodes out of
the list and never changes the order of those that stay. Every text that can be read is searched, whatever the basis; locked text has no
postings.
"""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.filters import Filters
from dashboard.questions.question import Query
from dashboard.questions.relations import Relations, selected
from dashboard.questions.totals import chosen

K1 = 1.2
B = 0.75
SENTENCES = 2
"""At most so many sentences stand under an episode."""


def folded(text: str) -> str:
    return f"strip_accents(lower({text}))"


def terms(text: str) -> str:
    """The list of the terms of a text, by the expression with which the ETL fills `postings`."""
    return rf"regexp_extract_all({folded(text)}, '[\p{{L}}\p{{N}}]+')"


WEIGHED: Relations = {
    "wanted": f"select distinct unnest({terms('$words')}) as term",
    "found": """
    select term, episode_id, sum(frequency) as frequency
    from postings join wanted using (term)
    group by all""",
    "weights": """
    select term, ln(1 + (total - count(*) + 0.5) / (count(*) + 0.5)) as weight
    from found cross join (select count(*) as total from episodes)
    group by term, total""",
}
"""`found` (term, episode_id, frequency) and `weights` (term, weight) of the wanted words that some episode holds."""


def search(filters: Filters, words: str) -> Query:
    """The selected episodes that hold any of the words, the best first. `held` of the `wanted` different words stand in it; `score` is
    its BM25."""
    relations = {
        **selected(filters),
        **WEIGHED,
        "lengths": "select episode_id, sum(frequency) as length, avg(sum(frequency)) over () as mean from postings group by episode_id",
        "scored": f"""
        select episode_id, count(*) as held, (select count(*) from wanted) as wanted,
            sum(weight * frequency * ({K1} + 1) / (frequency + {K1} * (1 - {B} + {B} * length / mean))) as score
        from found join weights using (term) join lengths using (episode_id)
        group by episode_id""",
    }
    tail = """
        select episode_id, show_name, title, selected.published, held, wanted, score
        from scored join selected using (episode_id) join episodes using (episode_id)
        order by score desc, selected.published desc nulls last, episode_id
    """
    return Query.of(_with(relations) + tail, {**chosen(filters), "words": words})


def newest(filters: Filters) -> Query:
    """The selected episodes with their abstracts, the newest first, the undated last."""
    tail = """
        select episode_id, show_name, title, selected.published, abstract
        from selected join episodes using (episode_id)
        order by selected.published desc nulls last, show_name, title, episode_id
    """
    return Query.of(_with(selected(filters)) + tail, chosen(filters))


def best_sentences(episode_ids: Sequence[str], words: str) -> Query:
    """Of each episode the sentences that hold most of the words, by the words' weights, and how the words are written there.

    A second sentence must weigh half as much as the first: a lone "of" is no find. Titles of episodes stand in the list already.
    """
    relations = {
        **WEIGHED,
        "readable": """
        select * from passages
        where list_contains($episodes, episode_id) and section_kind <> 'title' and not boilerplate""",
        "spelled": r"select passage_id, unnest(regexp_extract_all(text, '[\p{L}\p{M}\p{N}]+')) as surface from readable",
        "weighed": f"""
        select passage_id, sum(distinct_weight) as weight, string_agg(surfaces, chr(31)) as surfaces
        from (
            select passage_id, any_value(weight) as distinct_weight, string_agg(distinct surface, chr(31) order by surface) as surfaces
            from spelled join weights on {folded("surface")} = term
            group by passage_id, term
        )
        group by passage_id""",
    }
    tail = f"""
        select readable.episode_id, passage_id, readable.section_kind, text, coalesce(readable.start_s, items.start_s) as start_s, surfaces
        from weighed join readable using (passage_id) left join items using (item_id)
        window best as (partition by readable.episode_id order by weight desc, readable.position)
        qualify row_number() over best <= {SENTENCES} and weight >= first_value(weight) over best / 2
        order by readable.episode_id, weight desc, readable.position
    """
    return Query.of(_with(relations) + tail, {"words": words, "episodes": list(episode_ids)})


def _with(relations: Relations) -> str:
    return "with " + ",\n".join(f"{name} as ({body})" for name, body in relations.items())
