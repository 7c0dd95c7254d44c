"""One clip before all judges: what both the stages `evaluate` and `judge` do."""

import numpy as np

from .level import for_judges
from .moonshine import distance
from .spelling import words


def judge(samples: np.ndarray, sentence: dict[str, str], dnsmos=None, moonshine=None) -> dict:
    """Scores of one clip at 24 kHz; words are compared where the sentence's language is English."""
    clip = for_judges(samples, 24_000)
    row = dnsmos.score(clip) if dnsmos else {}
    if moonshine and sentence["language"] == "en":
        heard, meant = moonshine.hear(clip), words(sentence["text"])
        row |= {"heard": heard, "wrong": distance(words(heard), meant), "words": len(meant)}
    return row
