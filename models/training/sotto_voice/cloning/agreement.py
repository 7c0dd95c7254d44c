"""Whether the windows of a prompt sound like one speaker, as `speaker-agreement.ts` tells it."""

import numpy as np

from .prompt import RATE_HZ, PromptEars, read_clip
from .speakers import Speaker

AGREEMENT_MIN, SIDE_WINDOWS_MIN, SIDE_SHARE_MIN, ROUNDS = 0.68, 2, 0.2, 8


def agreement(parts: np.ndarray) -> float:
    """The cosine between the two groups that divide the windows best; 1 where there are no two worth the name."""
    count = len(parts)
    if count < 2 * SIDE_WINDOWS_MIN:
        return 1.0
    alike = parts @ parts.T
    centres = parts[list(np.unravel_index(alike.argmin(), alike.shape))]
    for _ in range(ROUNDS):
        side = (parts @ centres.T).argmax(1)
        if side.min() == side.max():
            return 1.0
        centres = np.stack([parts[side == k].mean(0) for k in (0, 1)])
        centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    side = (parts @ centres.T).argmax(1)
    fewest = min((side == 0).sum(), (side == 1).sum())
    return 1.0 if fewest < max(SIDE_WINDOWS_MIN, SIDE_SHARE_MIN * count) else float(centres[0] @ centres[1])


def two_speaker_rates(speakers: list[Speaker], ears: PromptEars, seconds: float = 3.5) -> dict[str, float]:
    """Shares of prompts of one speaker that are refused, and of two speakers that are not: 7 s each."""
    size = int(seconds * RATE_HZ)
    halves = lambda s, first: [read_clip(c)[:size] for c in s.clips[first : first + 2]]
    refused = lambda a, b: agreement(ears.hear(np.concatenate([a, b])).parts) < AGREEMENT_MIN
    false_alarms = [refused(*halves(s, first)) for s in speakers for first in (0, 2)]
    missed = {"same_sex": [], "woman_and_man": []}
    for i, one in enumerate(speakers):
        for other in (speakers[(i + 5) % len(speakers)], speakers[(i + 12) % len(speakers)]):
            kind = "same_sex" if one.sex == other.sex else "woman_and_man"
            missed[kind].append(not refused(halves(one, 0)[0], halves(other, 0)[0]))
    rates = {f"missed_{k}": round(float(np.mean(v)), 3) for k, v in missed.items()}
    return {"false_alarms": round(float(np.mean(false_alarms)), 3), "prompts": len(false_alarms) + 2 * len(speakers)} | rates
