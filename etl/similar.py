"""Episodes about the same things: the cosine of what they speak of, topics and names weighted by how rare they are.

People are left out: the hosts of a show would make all its episodes alike, which says nothing about their subject.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from pandas import DataFrame, concat
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfTransformer

from etl.people import Tables
from etl.themes import count_table

_MOST = 10
_BLOCK = 500


def find_similar(topic_mentions: DataFrame, mentions: DataFrame, entities: DataFrame) -> Tables:
    """Table: similar_episodes. At most ten for each episode, of equal scores the first by id; none that has nothing in common."""
    people = entities.loc[entities["label"] == "PERSON", "entity_id"]
    named = mentions.loc[~mentions["entity_id"].isin(people), ["episode_id", "entity_id"]].rename(columns={"entity_id": "subject"})
    said = topic_mentions[["episode_id", "topic_id"]].rename(columns={"topic_id": "subject"})
    table, episodes, _ = count_table(concat([named, said]), "subject")
    if not episodes:
        return {"similar_episodes": DataFrame(columns=["episode_id", "other_episode_id", "score"])}
    rows = [
        (episodes[at], episodes[other], score) for at, other, score in _nearest(TfidfTransformer(sublinear_tf=True).fit_transform(table))
    ]
    return {"similar_episodes": DataFrame(rows, columns=["episode_id", "other_episode_id", "score"])}


def _nearest(weights: csr_matrix) -> Iterator[tuple[int, int, float]]:
    """For each row the other rows with the largest cosine. In blocks: all pairs of a large build do not fit into memory."""
    across = weights.T.tocsr()
    for first in range(0, weights.shape[0], _BLOCK):
        block = (weights[first : first + _BLOCK] @ across).tocsr()
        for at in range(block.shape[0]):
            cells = slice(block.indptr[at], block.indptr[at + 1])
            others, scores = block.indices[cells], np.minimum(block.data[cells].round(6), 1.0)
            fitting = (others != first + at) & (scores > 0)
            others, scores = others[fitting], scores[fitting]
            for best in np.lexsort((others, -scores))[:_MOST]:
                yield first + at, int(others[best]), float(scores[best])
