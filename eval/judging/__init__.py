"""Questions of an evaluator's own become a suite: pooled, judged on a page or a sheet, recorded."""

from eval.judging.again import Again, pool_again
from eval.judging.folder import new_sample, new_suite
from eval.judging.questions_file import read_questions
from eval.judging.record import Recorded, record_judgements

__all__ = [
    "Again",
    "Recorded",
    "new_sample",
    "new_suite",
    "pool_again",
    "read_questions",
    "record_judgements",
]
