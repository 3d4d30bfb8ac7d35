"""Themes: topics that occur together over the whole build, found by factoring the table of episodes and topics (NMF).

Non-negative factors read as mixtures: an episode is so much of this theme and so much of that one. The factoring starts from the
table's own singular vectors (nndsvda) with a fixed seed, over rows and columns in the order of their ids, so the same build gives
the same themes. Fewer than 12 episodes carry none; above that there are about as many as the square root of the number of episodes,
at most 24, because a list of themes is read as a whole. They belong to this build: links to earlier themes are a table of their own.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from pandas import Categorical, DataFrame
from scipy.sparse import csr_matrix
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import TfidfTransformer

from etl.people import Tables
from etl.records import identifier

_FEWEST_EPISODES = 12
_MOST_THEMES = 24
_TOPICS_SHOWN = 10
_SMALLEST_SHARE = 0.1
_LABEL_TOPICS = 3

Matrix = NDArray[np.float64]


def find_themes(topics: DataFrame, topic_mentions: DataFrame) -> Tables:
    """Tables: themes, theme_topics, episode_themes. A theme's weights over its ten strongest topics add up to 1; an episode's are its
    shares, those below a tenth left out."""
    table, episodes, topic_ids = count_table(topic_mentions)
    parts, shares = _factor(table, theme_count(len(episodes), len(topic_ids)))
    names = dict(zip(topics["topic_id"], topics["name"], strict=True))
    labels = _labels(parts, [names[topic] for topic in topic_ids])
    ids = [identifier("theme", label) for label in labels]
    return {
        "themes": DataFrame({"theme_id": ids, "label": labels}).sort_values("theme_id", ignore_index=True),
        "theme_topics": _long(parts, ["theme_id", "topic_id"], ids, topic_ids),
        "episode_themes": _long(shares, ["episode_id", "theme_id"], episodes, ids),
    }


def theme_count(episodes: int, topics: int) -> int:
    if episodes < _FEWEST_EPISODES:
        return 0
    return min(round(math.sqrt(episodes)), _MOST_THEMES, topics)


def count_table(mentions: DataFrame, column: str = "topic_id") -> tuple[csr_matrix, list[str], list[str]]:
    """How often each episode (rows) has each topic or entity (columns), both in the order of their ids."""
    counts = mentions.groupby(["episode_id", column], as_index=False).size()
    rows, columns = Categorical(counts["episode_id"]), Categorical(counts[column])
    shape = (len(rows.categories), len(columns.categories))
    table = csr_matrix((counts["size"].to_numpy(dtype=float), (rows.codes, columns.codes)), shape=shape)
    return table, list(rows.categories), list(columns.categories)


def _factor(table: csr_matrix, themes: int) -> tuple[Matrix, Matrix]:
    """Themes by topics with rows that add up to 1, and episodes by themes with rows that add up to at most 1."""
    if themes == 0:
        return np.zeros((0, table.shape[1])), np.zeros((table.shape[0], 0))
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(table)
    model = NMF(n_components=themes, init="nndsvda", random_state=0, max_iter=1000)
    shares = model.fit_transform(weights)
    scale = model.components_.sum(axis=1)
    kept = scale > 0
    parts = _strongest(model.components_[kept] / scale[kept, None])
    shares = _rows_to_one(shares[:, kept] * scale[kept])
    return parts, np.where(shares >= _SMALLEST_SHARE, np.floor(shares * 1e6) / 1e6, 0.0)


def _strongest(parts: Matrix) -> Matrix:
    """Each row with its ten largest weights alone, adding up to 1."""
    order = np.argsort(-parts.round(6), axis=1, kind="stable")
    kept = np.zeros_like(parts)
    rows = np.arange(len(parts))[:, None]
    strongest = order[:, :_TOPICS_SHOWN]
    kept[rows, strongest] = parts[rows, strongest]
    return np.asarray(_rows_to_one(kept).round(6))


def _rows_to_one(table: Matrix) -> Matrix:
    sums = table.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(table, sums, out=np.zeros_like(table), where=sums > 0))


def _labels(parts: Matrix, names: list[str]) -> list[str]:
    """A theme is called by its three strongest topics, by more where two themes share those."""
    orders = [np.lexsort((names, -row)) for row in parts]
    labels: list[str] = []
    for order in orders:
        length = _LABEL_TOPICS
        while (label := ", ".join(names[at] for at in order[:length])) in labels and length < len(names):
            length += 1
        labels.append(label)
    return labels


def _long(table: Matrix, columns: list[str], rows: list[str], across: list[str]) -> DataFrame:
    """One row per weight above 0."""
    at = np.argwhere(table > 0)
    cells = [(rows[row], across[column], float(table[row, column])) for row, column in at]
    return DataFrame(cells, columns=[*columns, "weight"]).sort_values(columns, ignore_index=True)
