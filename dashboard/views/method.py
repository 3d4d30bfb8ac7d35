"""Method: how each number is made, what is known of its accuracy, what misleads, and what the words and tables mean.

The prose names the rules; every figure in it that the code holds is read from the code, so that the page cannot say something else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import streamlit as st

from dashboard import database
from dashboard.evidence import UNITS_AT_ONCE
from dashboard.filters import DEFAULT_BASIS, GRAINS
from dashboard.measures import LOW_BASE, Z95
from dashboard.palette import NO_VALUE, format_count
from dashboard.questions import inventory
from dashboard.questions.search import B, K1
from dashboard.visit import Visit

READING_WIDTH = 760
READ_BY_DEFAULT = ", ".join(kind.replace("_", " ") for kind in DEFAULT_BASIS)


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of number: how it is made, and the page (with its choices) that shows it."""

    title: str
    text: str
    path: str
    label: str
    choices: Mapping[str, str] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return "-".join(self.title.lower().split())


KINDS = (
    Kind(
        "Shares",
        "A share is *count / base*. The count is the number of different episodes in which something occurs; the base is the number of "
        "different episodes in which it could have been found, under the same filters. All lines and bars of a chart share one base (or one "
        "per bin and panel). A base of 0 gives no share, never 0 %. An episode that names three topics counts once under each: such shares "
        "overlap, do not add up to 100 % and are never stacked. A click on a mark lists exactly the counted episodes with their sentences "
        f"({UNITS_AT_ONCE} at once), and those of the base that are not among them.",
        "topics",
        "Shares of topics",
    ),
    Kind(
        "Covered and left out",
        f"Topics, names, themes and people named are looked for in these sections: {READ_BY_DEFAULT}; title and abstract are read along. "
        "An episode is *covered* when at least one of these sections is available and none of them is locked. What is not covered is "
        "neither in the count nor in the base; it is counted beside the chart, with the reason. A section that says nothing covers, and is "
        "a true zero. Sentences that a publisher repeats on every page (boilerplate) are not read.",
        "data",
        "Which sections are available, locked or absent",
    ),
    Kind(
        "Intervals",
        f"The whisker or band around a share is its 95 % Wilson score interval. With *p* = count / base, *n* = base and *z* = {Z95:.2f}: "
        "(p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n). It says how far the share of a larger body of similar episodes may lie from this "
        f"one by chance alone; it knows nothing of wrongly read sentences. A share of fewer than {LOW_BASE} episodes rests on little, and "
        "the page says so. Source: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. "
        "*Journal of the American Statistical Association* 22(158), 209–212.",
        "topics",
        "Topics with their bands",
    ),
    Kind(
        "Counts of the whole",
        "Episodes, shows, guests and statistics are counted as different ones, each by a question of its own. No number is a sum of others.",
        "overview",
        "Overview",
    ),
    Kind(
        "Time",
        f"Bins are a {', '.join(GRAINS[:-1])} or {GRAINS[-1]} of publication. Unless told, a chart takes the finest at which the median bin "
        f"that holds anything has {LOW_BASE} covered episodes, else years. A chosen range is widened to whole bins, so that no bin's value "
        "depends on the window. The calendar has no holes: a bin can be *complete*, *unfinished* (it holds the newest date of the build), "
        "without data (a show runs, but none of its episodes could be asked) or *not covered* (no show runs from its first to its last "
        "episode). Zero means that episodes were asked and none had it. Undated episodes are in no time chart, which says how many they are.",
        "topics",
        "Topics over time",
    ),
    Kind(
        "Topics",
        "A topic is a noun phrase that several episodes use, brought to one form (“AI agents” and “AI agent” are one). General adjectives are "
        "taken off its left; a single noun must be typical of the episodes that have it. Names, speakers' bios and boilerplate make no topics.",
        "topics",
        "All topics",
    ),
    Kind(
        "Names",
        "Organisations, products, works, places and events are found by a trained language model, and spellings are joined inside the "
        "build: by their letters, by abbreviations that a text explains, and by corrections that people made. Each has one label, the one that "
        "most of its places carry.",
        "topics",
        "All names",
        {"of": "Names"},
    ),
    Kind(
        "Themes",
        "A theme is a group of topics that occur together over the whole build, found by factoring the table of episodes and topics into parts "
        "that only add up (non-negative matrix factorisation). It is called by its strongest topics. An episode has a theme when a fair part of "
        "it is about that theme and one of the theme's topics stands in the sections that are read. Themes belong to one build.",
        "topics",
        "All themes",
        {"of": "Themes"},
    ),
    Kind(
        "What occurs together",
        "The base are the episodes with the first thing in which the second could have been found too. *Lift* is the share among them over "
        "the share among all: 2 means twice as often. With few episodes it jumps; read it beside its count.",
        "topics",
        "What occurs together",
    ),
    Kind(
        "Guests and people named",
        "Somebody *appears* when the page lists or describes them as there; somebody *named* in a sentence need not be there. The two are "
        "never added up. The base for guests are the episodes that list anybody. One name is one person in the whole build; a first name alone "
        "is joined to somebody of its own episode only, and only where exactly one fits.",
        "guests",
        "Guests",
    ),
    Kind(
        "Roles",
        "Host, guest or participant is decided by rules, from one page alone: first by its words (“host Ann Lee”), then by who has a bio, "
        "then by who asks and who is told, last by the order of the names. Each role has a confidence, which is about the role and not "
        "about being there.",
        "guests",
        "Appearances with their roles",
    ),
    Kind(
        "Statistics",
        "The first number of each sentence of Statistics & Facts, with its range, comparator and unit. The same value, unit, comparator and "
        "measure in one episode are one *claim*, however often it stands there; the count is of claims. A speaker is given only where the "
        "sentence itself names somebody of the episode as its source. Nobody checked whether a number is true.",
        "statistics",
        "All statistics",
    ),
    Kind(
        "Search",
        "Every text that can be read is searched, whatever the sections that are read elsewhere. Episodes that hold any of the words are "
        f"ranked by BM25 (k1 = {K1}, b = {B}): rare words weigh more, repetition counts less each time, long texts count less. Weights are those of "
        "the whole build, so that a filter never changes the order. Source: Robertson, S. & Zaragoza, H. (2009). The Probabilistic Relevance "
        "Framework: BM25 and Beyond. *Foundations and Trends in Information Retrieval* 3(4), 333–389.",
        "episodes",
        "Search in the text",
    ),
    Kind(
        "Similar episodes",
        "“More like this” compares what two episodes speak of: the cosine of their topics and names, weighted by how rare they are. People "
        "are left out, because the hosts of a show would make all its episodes alike.",
        "episodes",
        "Episodes",
    ),
)

CONFOUNDS = (
    ("Volume", "A show that publishes more weighs more in every share over all shows. Compare inside shows on the page Shows."),
    (
        "Locked sections",
        "What is locked cannot be counted. If the pages with locked sections differ from the others, shares are of the others.",
    ),
    ("Small bases", f"Below {LOW_BASE} episodes a single one moves a share by more than {100 / LOW_BASE:.0f} points."),
    (
        "Summaries are no transcripts",
        "A summary, written by a person or a machine, keeps what its writer found important. That something is not in it does not mean "
        "that nobody said it; words and emphasis may be the writer's own.",
    ),
    ("Selection", "The episodes are those that somebody put into the data folder, not a random sample of podcasts or of these shows."),
    ("Categories", "They are the publishers' own labels. An episode's own count; where it has none, its show's are taken."),
    ("Many comparisons", "Among many topics some stand out by chance alone. The interval of one share does not allow for that."),
)

WORDS = (
    ("section", "a part of an episode's page: available, locked or absent"),
    ("passage", "one sentence in a section, with its time where it has one; the unit of evidence"),
    ("appearance", "somebody being there, as host, guest or participant"),
    ("mention", "somebody or something named in a passage"),
    ("name, entity", "a person, organisation, product, work, place or event with all its spellings"),
    ("topic", "a phrase that several episodes use"),
    ("theme", "a group of topics that occur together"),
    ("category", "a label that the publisher gave"),
    ("claim, statistic", "a claim is a number that an episode gives; a statistic is one place where it stands"),
    ("base", "the episodes that could have been counted"),
    ("basis", "the sections that a question reads"),
    ("rejection", "an input, or a part of one, that could not be read, with its place and the reason"),
    ("build", "one database file, made by one run and never changed"),
)


def page(visit: Visit) -> None:
    st.title("Method")
    with st.container(width=READING_WIDTH):
        st.markdown(
            "How each number here is made, how far it can be trusted, and where it is shown. Nothing on this page follows the filters."
        )
        st.markdown(" · ".join(f"[{title}](#{anchor})" for title, anchor in contents()))
        st.subheader("How each number is made", anchor="numbers")
        for kind in KINDS:
            st.markdown(f"#### {kind.title}\n\n{kind.text}")
            st.page_link(visit.pages[kind.path], label=kind.label, icon=":material/arrow_forward:", query_params=kind.choices or None)
        accuracy(visit)
        st.subheader("What can mislead", anchor="confounds")
        st.markdown("\n".join(f"- **{name}.** {text}" for name, text in CONFOUNDS))
        st.subheader("Words", anchor="words")
        st.markdown("\n".join(f"- **{word}**: {meaning}" for word, meaning in WORDS))
    dictionary(visit)


def contents() -> list[tuple[str, str]]:
    """The headings of this page with their anchors."""
    last = [("Accuracy", "accuracy"), ("What can mislead", "confounds"), ("Words", "words"), ("Tables", "tables")]
    return [*((kind.title, kind.anchor) for kind in KINDS), *last]


def accuracy(visit: Visit) -> None:
    """What was measured; whatever stands in no row is said to be unmeasured."""
    st.subheader("Accuracy", anchor="accuracy")
    measured = database.load(visit.build, inventory.accuracy())
    if measured.empty:
        st.markdown(
            "**Not yet measured**, for any part: people and their roles, names, topics, themes, statistics and their speakers, search, similar "
            "episodes. Until it is, take each number as a way to the sentences behind it, and judge by those."
        )
        return
    st.dataframe(measured, hide_index=True, placeholder=NO_VALUE, alt="Measured accuracy by part, show and label")
    st.markdown(
        "Measured against texts that people marked by hand; *n* is how many were judged. What is not in this table is not yet measured."
    )


def dictionary(visit: Visit) -> None:
    """The tables of the build as they describe themselves, for whoever opens the file with another tool."""
    st.subheader("Tables", anchor="tables")
    found = database.load(visit.build, inventory.tables())
    st.markdown(
        f"A build is one DuckDB file with {format_count(len(found))} tables, which any tool that reads DuckDB can open. Each says what one row is."
    )
    opened = st.expander("What stands in each table", key="dictionary", on_change="rerun")
    if not opened.open:
        return
    with opened:
        st.dataframe(
            found,
            hide_index=True,
            placeholder=NO_VALUE,
            alt="Tables of the build",
            column_config={"grain": "what it holds", "row_count": "rows"},
        )
        name = st.selectbox("Columns of", list(found["table_name"]), key="table", bind="query-params", width=320)
        columns = database.load(visit.build, inventory.columns())
        own = columns[columns["table_name"] == name].drop(columns="table_name")
        st.dataframe(own, hide_index=True, placeholder=NO_VALUE, alt=f"Columns of {name}")
