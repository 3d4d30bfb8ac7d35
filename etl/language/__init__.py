"""From text to sentences, names and phrases: the only place that knows spaCy."""

from etl.language.annotate import Runner, annotate, in_this_process, read_batch
from etl.language.pipeline import OURS, PipelineError, fingerprint
from etl.language.second_pass import agree

__all__ = ["OURS", "PipelineError", "Runner", "agree", "annotate", "fingerprint", "in_this_process", "read_batch"]
