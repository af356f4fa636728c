"""Gold against records: how right the program is."""

from extractor.evaluating.calibration import Bin, Calibration, calibrate
from extractor.evaluating.score import JudgedFact, Score, Scores, score

__all__ = ["Bin", "Calibration", "JudgedFact", "Score", "Scores", "calibrate", "score"]
