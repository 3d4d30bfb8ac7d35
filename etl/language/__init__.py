"""From text to sentences, names and phrases: the only place that knows spaCy."""

from etl.language.annotate import annotate
from etl.language.pipeline import PipelineError, fingerprint

__all__ = ["PipelineError", "annotate", "fingerprint"]
