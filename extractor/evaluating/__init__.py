"""Gold against records: how right the program is."""

from extractor.evaluating.calibration import Bin, Calibration, Reviewed, calibrate
from extractor.evaluating.picture import picture
from extractor.evaluating.score import JudgedFact, Score, Scores, score

__all__ = ["Bin", "Calibration", "JudgedFact", "Reviewed", "Score", "Scores", "calibrate", "picture", "score"]
