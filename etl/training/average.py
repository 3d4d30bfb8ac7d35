"""The mean of the weights of several recognisers that were trained on from the same one: steadier than any of them, and as fast as one.

Wortsman et al. 2022, "Model soups: averaging weights of multiple fine-tuned models improves accuracy without increasing inference time".
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.pipeline import TrainablePipe


def main(
    out: Annotated[Path, typer.Argument(help="The folder to write.")],
    models: Annotated[list[Path], typer.Argument(help="Trained pipelines with ner, all trained on from the same one.")],
) -> None:
    """Write the pipeline whose weights are the mean of the others'."""
    pipelines = [spacy.load(model) for model in models]
    recognisers = [pipe for nlp in pipelines for name, pipe in nlp.pipeline if name == "ner" and isinstance(pipe, TrainablePipe)]
    for nodes in zip(*(recogniser.model.walk() for recogniser in recognisers), strict=True):
        for name in nodes[0].param_names:
            if nodes[0].has_param(name):
                nodes[0].set_param(name, sum(node.get_param(name) for node in nodes) / len(nodes))
    pipelines[0].to_disk(out)


if __name__ == "__main__":
    typer.run(main)
