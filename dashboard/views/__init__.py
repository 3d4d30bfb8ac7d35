"""One `page(visit)` per page, in the order of the navigation. Hidden pages show one thing each and are reached by links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dashboard.views import data, episode, episodes, guests, method, overview, person, shows, statistics, topics
from dashboard.visit import Visit


@dataclass(frozen=True, slots=True)
class View:
    path: str
    title: str
    icon: str
    page: Callable[[Visit], None]
    hidden: bool = False


VIEWS = (
    View("overview", "Overview", ":material/dashboard:", overview.page),
    View("topics", "Topics", ":material/tag:", topics.page),
    View("guests", "Guests", ":material/group:", guests.page),
    View("statistics", "Statistics", ":material/percent:", statistics.page),
    View("shows", "Shows", ":material/podcasts:", shows.page),
    View("episodes", "Episodes", ":material/article:", episodes.page),
    View("episode", "Episode", ":material/article:", episode.page, hidden=True),
    View("person", "Person", ":material/person:", person.page, hidden=True),
    View("data", "Data", ":material/database:", data.page),
    View("method", "Method", ":material/menu_book:", method.page),
)
