"""A voice's melody against the teacher's, symbol by symbol, whatever the pace of each."""

import re
from difflib import SequenceMatcher

import numpy as np

from .pitch import FRAME_HZ

MATCHED_AT_LEAST = 0.6
"""Share of the teacher's phonemes that must be found among the voice's marks; otherwise they say different things."""
PHONEME = re.compile(r"[ˈˌ]*([^\W\d_ˈˌːʰʲᵝ])[ːʰʲᵝ\u0300-\u036f→↗↓↘]*")
"""Stress before a letter, and what follows it: the letter is what is compared."""
COMPARED_FRAMES_AT_LEAST = 20


def compare(f0_hz: np.ndarray, marks: list, teacher: dict) -> dict[str, float]:
    """Correlation of F0 over frames that both call voiced, and what goes with it; empty where it can't be told.

    `f0_hz` at 80 Hz; `marks` are [phoneme, begin, end] in seconds; `teacher` holds `symbols`, `durations` (40 Hz, with
    both pads) and `f0_hz` as the same tracker heard it.
    """
    units = list(PHONEME.finditer(teacher["symbols"]))
    letters = [found[1] if (found := PHONEME.match(m[0])) else "" for m in marks]
    pairs = matched([u[1] for u in units], letters)
    if len(pairs) < MATCHED_AT_LEAST * max(1, len(units)):
        return {}
    ends = np.cumsum(teacher["durations"]) / 40
    theirs, ours = [], []
    for i, j in pairs:
        theirs += [ends[units[i].start()], ends[units[i].end()]]
        ours += [marks[j][1], marks[j][2]]
    # The teacher's last phoneme goes on into the silence after it; a voice may have cut that off.
    ours[-1] = ours[-2] + theirs[-1] - theirs[-2]
    meant = np.asarray(teacher["f0_hz"], float)
    times = (np.arange(len(meant)) + 0.5) / FRAME_HZ
    inside = (times >= theirs[0]) & (times < theirs[-1])
    at = np.interp(times, theirs, ours) * FRAME_HZ
    heard = f0_hz[np.clip(at.astype(int), 0, max(0, len(f0_hz) - 1))]
    both = inside & (meant > 0) & (heard > 0)
    if both.sum() < COMPARED_FRAMES_AT_LEAST:
        return {}
    return {
        "f0_correlation": float(np.corrcoef(heard[both], meant[both])[0, 1]),
        "f0_median_ratio": float(np.median(heard[heard > 0]) / np.median(meant[meant > 0])),
        "voicing_agreement": float(((meant > 0) == (heard > 0))[inside].mean()),
        "pace": float((theirs[-2] - theirs[0]) / max(1e-9, ours[-2] - ours[0])),
    }


def matched(ones: list[str], others: list[str]) -> list[tuple[int, int]]:
    """Places of what both lists have in the same order, in pairs."""
    blocks = SequenceMatcher(None, ones, others, autojunk=False).get_matching_blocks()
    return [(b.a + k, b.b + k) for b in blocks for k in range(b.size)]
