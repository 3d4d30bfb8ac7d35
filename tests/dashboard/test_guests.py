"""The Guests page and the page of one person: who is there, in which role, and apart from that who is only named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from dashboard import database, questions
from dashboard.filters import Filters
from tests import oracle, synthetic
from tests.pages import opened


def there(tables: oracle.Tables, name: str, role: str | None = None) -> set[str]:
    """The episodes in which somebody is there, as `role` or at all."""
    return {key for key, roles in tables.roles.items() if name in roles and role in (None, roles[name])}


def named(tables: oracle.Tables, name: str) -> set[str]:
    """The episodes whose readable words name somebody who is not there, where those words can be read."""
    basis = Filters().basis
    return {
        hit.episode
        for hit in tables.names["person"]
        if hit.series == name
        and hit.passage
        and tables.passages[hit.passage]["section_kind"] in (*basis, *oracle.ALONG)
        and not tables.passages[hit.passage]["boilerplate"]
        and "locked" not in [state for kind, state in tables.sections[hit.episode].items() if kind in basis]
        and not tables.sections[hit.episode].keys().isdisjoint(basis)
    }


def career(tables: oracle.Tables, name: str, role: str) -> tuple[int, int, date | None, date | None]:
    """(episodes, shows, first, last) of somebody in a role."""
    found = [tables.episodes[key] for key in there(tables, name, role)]
    days = [row["published"] for row in found if row["published"]]
    return len(found), len({row["show_id"] for row in found}), min(days, default=None), max(days, default=None)


def words(app: AppTest) -> list[str]:
    return [element.value for element in app.markdown]


def said(app: AppTest) -> list[str]:
    """The sentences of errors and hints."""
    return [element.value for element in (*app.error, *app.info)]


def drawn(app: AppTest) -> int:
    """How many charts and tables a page shows."""
    return len(app.get("plotly_chart")) + len(app.dataframe)


@pytest.mark.parametrize(("people", "role"), [("Guests", "guest"), ("Hosts", "host"), ("Participants", "participant")])
def test_the_list_ranks_people_of_one_role(builds: list[database.Build], recounts: list[oracle.Tables], people: str, role: str) -> None:
    """Each person of a role stands with episodes, shows, first and last date of that role alone, the most frequent first."""
    app = opened("guests", builds[0], people=people)
    rows = app.dataframe[0].value.astype(object).where(lambda cells: cells.notna(), None).to_dict("records")
    names = {name for roles in recounts[0].roles.values() for name, own in roles.items() if own == role}

    found = {row["series"]: (row["count"], row["shows"], row["first"], row["last"]) for row in rows}
    assert found == {name: career(recounts[0], name, role) for name in names}
    assert [row["series"] for row in rows] == sorted(found, key=lambda name: (-found[name][0], name))


def test_the_list_is_searched_by_every_word(builds: list[database.Build]) -> None:
    """Names that hold all the words stay; where none does, the page says what to change and draws nothing."""
    assert list(opened("guests", builds[0], search="byron ada").dataframe[0].value["series"]) == ["Ada Byron"]

    none = opened("guests", builds[0], search="zzz")
    assert (said(none), drawn(none)) == (["No names with “zzz” under these filters. Try fewer letters."], 0)


def test_who_is_only_named_is_a_list_of_its_own(builds: list[database.Build], recounts: list[oracle.Tables]) -> None:
    """People named in episodes without them are counted by those episodes, and not among the guests."""
    app = opened("guests", builds[1], people="Named, not present")
    found = dict(zip(app.dataframe[0].value["series"], app.dataframe[0].value["count"], strict=True))

    assert found == {name: len(episodes) for name in synthetic.PEOPLE if (episodes := named(recounts[1], name))}


def test_an_unknown_choice_of_people_is_said(builds: list[database.Build]) -> None:
    """A link that asks for a group that there is not says which there are."""
    app = opened("guests", builds[0], people="Ghosts")

    assert "“Ghosts” is no people" in app.warning[0].value


@pytest.mark.parametrize("name", synthetic.PEOPLE[:4])
def test_a_person_keeps_being_there_and_being_named_apart(builds: list[database.Build], recounts: list[oracle.Tables], name: str) -> None:
    """The appearances are the episodes in which the person is there; the mentions elsewhere are none of them."""
    app = opened("person", builds[0], person=name)
    tables = recounts[0]
    table: list[dict[Any, Any]] = app.dataframe[0].value.to_dict("records")
    elsewhere = len(named(tables, name))

    assert sorted((row["title"], row["role"], row["show_name"]) for row in table) == sorted(
        (tables.episodes[key]["title"], tables.roles[key][name], tables.show[tables.episodes[key]["show_id"]])
        for key in there(tables, name)
    )
    assert {row["how"] for row in table} == {"listed on the page"}
    assert any(f"Named in **{elsewhere} of " in text for text in words(app)) == (elsewhere > 0)
    assert named(tables, name).isdisjoint(there(tables, name))


def test_a_person_is_summed_up_in_a_line(builds: list[database.Build], recounts: list[oracle.Tables]) -> None:
    """The line under the name counts the episodes by role."""
    line = words(opened("person", builds[0], person="Ada Byron"))[0].casefold()

    for role in ("host", "guest", "participant"):
        count = len(there(recounts[0], "Ada Byron", role))
        assert (f"{role} in {count} episode" in line) == (count > 0)


def test_another_spelling_finds_the_person(builds: list[database.Build]) -> None:
    """A link may use an alias that one person alone has."""
    assert opened("person", builds[0], person="Bo").title[0].value == r"Bo O'Neil"


def test_an_unknown_person_is_said_and_nothing_drawn(builds: list[database.Build]) -> None:
    """A link with a name that the build does not know shows the sentence alone, with its Markdown as it is written."""
    app = opened("person", builds[0], person="![x](y)")

    assert said(app) == [r"Nobody is called “\!\[x\]\(y\)” in this build. Nothing is drawn."]
    assert (drawn(app), list(app.title)) == (0, [])


def test_a_person_outside_the_filters_does_not_appear(builds: list[database.Build]) -> None:
    """Where the filters leave no appearance, the page says so instead of showing all."""
    app = opened("person", builds[0], filters=Filters(start=date(2031, 1, 1)), person="Ada Byron")

    assert words(app)[0] == "Does not appear in any of the chosen episodes, as host or as guest."
    assert drawn(app) == 0


def test_filters_choose_appearances(builds: list[database.Build], recounts: list[oracle.Tables]) -> None:
    """Under a filter of show, the appearances are those on the show."""
    tables, show = recounts[0], synthetic.SHOWS[0]
    found = database.load(builds[0], questions.appearances(Filters(shows=(show,)), "Ada Byron"))

    assert set(found["episode_id"]) == {key for key in there(tables, "Ada Byron") if tables.show[tables.episodes[key]["show_id"]] == show}
