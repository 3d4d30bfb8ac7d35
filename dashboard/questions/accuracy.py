"""How good the language step is, as it was measured against texts that people marked by hand. It belongs to the build, not to filters.

`evaluations` holds one number per row. Here numbers are set side by side in one form: `series` is what a line of the chart stands for,
`panel` what is compared on it, `few` that so few marked names say little.
"""

from __future__ import annotations

from dashboard.questions.question import Query

FEW = 50
OURS = "en_podcast"
PAGES = "summary pages"
ALL_PAGES = "summary pages, 4-fold cross-validation"
NOTES = "show notes"
GRAMMAR = "UD test"


def in_short() -> Query:
    """One row per measure of all names on the pages held out, read by the whole step: what is found, what is right, F."""
    sql = """
        select measure, value, low, high, n, measured_on
        from evaluations
        where system = $ours and way = 'annotate step' and part = $part and show_name is null and label is null
        order by measure
    """
    return Query(sql, {"ours": OURS, "part": PAGES})


def by_kind(part: str = PAGES) -> Query:
    """How many names of each kind are found, and how many of those shown are right; by the whole step where that was measured."""
    return _found_and_right("label", "show_name is null and label is not null", part)


def by_show() -> Query:
    """The same by show, for names of all kinds."""
    return _found_and_right("show_name", "label is null and show_name is not null", PAGES)


def by_text() -> Query:
    """F of each pipeline by kind of text: the model alone, because the rest of the step has nothing to work with on other texts."""
    sql = """
        select part as series, system as panel, value, low, high, n, n < $few as few, measured_on
        from evaluations
        where measure = 'exact F' and way = 'pipeline alone' and show_name is null and label is null and part not in ($grammar, $all_pages)
        order by part = $pages desc, part = $notes desc, max(n) over (partition by part) desc, part, system = $ours desc, system
    """
    return Query(sql, {"few": FEW, "grammar": GRAMMAR, "all_pages": ALL_PAGES, "pages": PAGES, "notes": NOTES, "ours": OURS})


def of_grammar() -> Query:
    """Sentence ends, parts of speech, dictionary forms and dependencies, by pipeline; what the step ends by rule is a line of its own."""
    sql = """
        select if(way = 'annotate step', measure || ' by rule', measure) as series, system as panel,
            value, low, high, n, n < $few as few, measured_on
        from evaluations
        where part = $grammar and show_name is null and label is null
        order by measure = 'sentence F' desc, max(value) over (partition by measure) desc, measure, way, system = $ours desc, system
    """
    return Query(sql, {"few": FEW, "grammar": GRAMMAR, "ours": OURS})


def _found_and_right(column: str, which: str, part: str) -> Query:
    """'annotate step' comes before 'pipeline alone' in the alphabet, as 'found' before 'right'."""
    sql = f"""
        select {column} as series, if(measure = 'exact recall', 'found', 'right') as panel, value, low, high, n, n < $few as few,
            measured_on
        from evaluations
        where system = $ours and part = $part and measure in ('exact recall', 'exact precision') and {which}
        qualify row_number() over (partition by {column}, measure order by way) = 1
        order by n desc, series, panel
    """
    return Query(sql, {"few": FEW, "ours": OURS, "part": part})
