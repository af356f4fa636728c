"""A folder at a time: workers, resume, failures, a summary."""

from extractor.running.batch import BatchOptions, Counts, Observer, run_batch
from extractor.running.inputs import find_inputs
from extractor.running.jobs import StartError

__all__ = ["BatchOptions", "Counts", "Observer", "StartError", "find_inputs", "run_batch"]
