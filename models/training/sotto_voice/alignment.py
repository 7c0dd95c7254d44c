"""Where each symbol is in a recording: our own voice speaks the same symbols and a path is found between both.

The voice says how long it makes each symbol, so its sound is labelled already. Dynamic time
warping (Sakoe and Chiba 1978) carries the labels over. A second round lets the voice speak with
the durations that the first one found, which leaves little to warp.
"""

import numpy as np

from .mel import mel_filters
from .runtime import Engine

RATE_HZ = 24_000
HOP = 300
FFT = 1_024
BANDS, CEPSTRA = 40, 13
FLOOR_DB = -50.0
"""This far below the loudest bands everything counts as silent, so that a room's noise is not listened to."""
SPEECH_DB = 35.0
LOUDNESS_WEIGHT = 2.0
BAND_SHARE, BAND_FRAMES = 0.1, 60
"""Half the width of the corridor around the diagonal: a share of the length, and 0.75 s at the least."""
OFF_DIAGONAL = 0.3
"""What a step that moves in one of the sounds alone costs more."""
ROUNDS = 2
PACE_RANGE = (0.5, 2.0)
"""Speech this much shorter or longer than our own voice's has another text, most likely."""


def features(samples: np.ndarray, count: int) -> np.ndarray:
    """Cepstra and their slopes at `count` frames of 80 Hz, centred and partly evened out: [count, 2 * CEPSTRA].

    Fully evened out, the high cepstra of another speaker drown the low ones and one of 12 recordings was misread.
    """
    from scipy.fft import dct

    padded = np.pad(samples, (FFT // 2, FFT // 2 + count * HOP))
    window = np.hanning(FFT)
    frames = np.stack([padded[t * HOP : t * HOP + FFT] for t in range(count)]) * window
    power = np.abs(np.fft.rfft(frames)) ** 2
    bands = power @ mel_filters(FFT, BANDS, RATE_HZ).T
    bands = np.log(bands + 10 ** (FLOOR_DB / 10) * np.percentile(bands, 99))
    cepstra = dct(bands, axis=1, norm="ortho")[:, :CEPSTRA]
    loud = bands.mean(1) > np.percentile(bands.mean(1), 30)
    spread = cepstra[loud].std(0) + 1e-6
    cepstra = (cepstra - cepstra[loud].mean(0)) / np.sqrt(spread * spread.mean())
    cepstra[:, 0] *= LOUDNESS_WEIGHT
    around = np.pad(cepstra, ((2, 2), (0, 0)), "edge")
    slopes = (2 * (around[4:] - around[:-4]) + around[3:-1] - around[1:-3]) / 10
    return np.concatenate([cepstra, slopes / (slopes.std(0) + 1e-6)], 1)


def speech_bounds(samples: np.ndarray) -> tuple[int, int]:
    """The 80 Hz frames between which there is sound: first, and one after the last."""
    level = np.sqrt((samples[: len(samples) // HOP * HOP].reshape(-1, HOP) ** 2).mean(1))
    loud = np.flatnonzero(level > level.max(initial=0) * 10 ** (-SPEECH_DB / 20))
    if not len(loud):
        raise ValueError("a recording is silent")
    return int(loud[0]), int(loud[-1]) + 1


def warp(a: np.ndarray, b: np.ndarray) -> tuple[np.ndarray, float]:
    """The cheapest path between two rows of features: for each boundary of `a`'s frames the one in `b`, [len(a) + 1], and the mean cost.

    Cells are filled one anti-diagonal at a time, inside a corridor.
    """
    n, m = len(a), len(b)
    reach = max(BAND_FRAMES, BAND_SHARE * max(n, m))
    distance = np.sqrt(np.maximum((a**2).sum(1)[:, None] + (b**2).sum(1)[None] - 2 * a @ b.T, 0))
    rows, columns = np.arange(n)[:, None], np.arange(m)[None]
    distance[np.abs(rows * (m - 1) / max(n - 1, 1) - columns) > reach] = np.inf
    total = np.full((n + 1, m + 1), np.inf)
    total[0, 0] = 0
    came = np.zeros((n + 1, m + 1), np.int8)
    extra = OFF_DIAGONAL * float(np.median(distance[np.isfinite(distance)]))
    for d in range(n + m - 1):
        i = np.arange(max(0, d - m + 1), min(n, d + 1))
        j = d - i
        choices = np.stack([total[i, j], total[i, j + 1] + extra, total[i + 1, j] + extra])
        came[i + 1, j + 1] = choices.argmin(0)
        total[i + 1, j + 1] = choices.min(0) + distance[i, j]
    at, i, j = np.zeros(n + 1), n, m
    at[n] = m
    while i > 0 or j > 0:
        step = came[i, j]
        i, j = i - (step != 2), j - (step != 1)
        at[i] = j
    return at, float(total[n, m] / (n + m))


def whole_durations(ends: np.ndarray, total: int) -> np.ndarray:
    """Durations of at least 1 that add up to `total`, with ends as near as possible to the wanted ones."""
    count = len(ends)
    if total < count:
        raise ValueError(f"{count} symbols in {total} frames of 25 ms: the recording is too short for its text")
    wanted = np.rint(ends).astype(np.int64)
    wanted[-1] = total
    steps = np.arange(1, count + 1)
    forward = np.maximum.accumulate(np.maximum(wanted, steps) - steps) + steps
    limited = np.minimum(forward, total - (count - steps))
    return np.diff(limited, prepend=0)


def align(engine: Engine, symbols: str, speaker: np.ndarray, samples: np.ndarray, rounds: int = ROUNDS) -> tuple[np.ndarray, float]:
    """Frames of 40 Hz for each symbol and both pads, adding up to `len(samples) // 600`, and the path's mean cost.

    `samples` are at 24 kHz, `speaker` [1, 256] is the voice that sounds most like them. Raises
    ValueError where the length can't be that of the text.
    """
    total = len(samples) // (2 * HOP)
    first, end = speech_bounds(samples)
    theirs, cost = features(samples, 2 * total)[first:end], 0.0
    own = engine.speak(symbols, speaker)
    own_first, own_end = speech_bounds(own.samples)
    pace = (end - first) / (own_end - own_first)
    if not PACE_RANGE[0] < pace < PACE_RANGE[1]:
        raise ValueError(f"{pace:.2f} times as long as our own voice is with its text")
    own = engine.speak(symbols, speaker, length_scale=pace)
    durations = own.durations
    for i in range(rounds):
        if i:
            own = engine.speak(symbols, speaker, durations=durations)
        a, b = speech_bounds(own.samples)
        at, cost = warp(features(own.samples, 2 * int(own.durations.sum()))[a:b], theirs)
        ends = 2 * np.cumsum(own.durations)
        inside = np.interp(ends, np.arange(a, b + 1), first + at)
        ends = inside + np.minimum(ends - a, 0) + np.maximum(ends - b, 0)
        durations = whole_durations(np.clip(ends / 2, 0, total), total)
    return durations, cost
