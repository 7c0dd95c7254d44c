"""Pitch of a clip from its sound alone: autocorrelation (Boersma 1993) and a Viterbi path.

The same tracker hears the teacher and the voice, so that its habits cancel.
"""

import numpy as np

RATE_HZ = 12_000
FRAME_HZ = 80
LOWEST_HZ, HIGHEST_HZ = 60.0, 500.0
WINDOW = int(0.04 * RATE_HZ)
CANDIDATES = 6
SILENCE, VOICED_FROM = 0.02, 0.5
OCTAVE_COST, JUMP_COST, SWITCH_COST = 0.02, 0.5, 0.2


def track(samples: np.ndarray, rate_hz: int, voiced_from: float = VOICED_FROM) -> np.ndarray:
    """F0 in Hz at the middle of every eightieth of a second, 0 where unvoiced: correlated less than `voiced_from`."""
    from scipy.signal import resample_poly

    x = resample_poly(np.asarray(samples, np.float64), RATE_HZ, rate_hz)
    hz, strength = candidates(x, len(samples) * FRAME_HZ // rate_hz)
    strength[:, 0] += voiced_from - VOICED_FROM
    return best_path(hz, strength)


def candidates(x: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Frequency and strength of the peaks of each frame's autocorrelation, [count, CANDIDATES]; the first is silence."""
    size = 2 * WINDOW
    window = np.hanning(size)
    longest = int(RATE_HZ / LOWEST_HZ) + 2
    own = np.fft.irfft(np.abs(np.fft.rfft(window, 2 * size)) ** 2)[:longest]
    padded = np.pad(x, size)
    starts = (np.arange(count) * RATE_HZ / FRAME_HZ + RATE_HZ / FRAME_HZ / 2 + size - size / 2).astype(int)
    frames = np.stack([padded[s : s + size] for s in starts]) if count else np.zeros((0, size))
    peak = np.abs(frames).max(1, keepdims=True)
    frames = (frames - frames.mean(1, keepdims=True)) * window
    r = np.fft.irfft(np.abs(np.fft.rfft(frames, 2 * size)) ** 2)[:, :longest]
    r = r / np.maximum(r[:, :1], 1e-12) / (own / own[0])[None]
    loud = np.minimum(1, peak[:, 0] / max(np.abs(x).max(initial=0), 1e-9) / SILENCE)
    low, high = int(RATE_HZ / HIGHEST_HZ), int(RATE_HZ / LOWEST_HZ)
    hz, strength = np.zeros((count, CANDIDATES)), np.full((count, CANDIDATES), -1.0)
    strength[:, 0] = VOICED_FROM + (1 - loud)
    inner = r[:, low : high + 1]
    is_peak = (inner > r[:, low - 1 : high]) & (inner >= r[:, low + 1 : high + 2]) & (inner > 0.2)
    for t in range(count):
        lags = np.flatnonzero(is_peak[t]) + low
        a, b, c = r[t, lags - 1], r[t, lags], r[t, lags + 1]
        shift = 0.5 * (a - c) / np.minimum(a - 2 * b + c, -1e-9)
        f = RATE_HZ / (lags + shift)
        value = b - 0.25 * (a - c) * shift + OCTAVE_COST * np.log2(f / LOWEST_HZ)
        best = np.argsort(-value)[: CANDIDATES - 1]
        hz[t, 1 : 1 + len(best)], strength[t, 1 : 1 + len(best)] = f[best], value[best]
    return hz, strength


def best_path(hz: np.ndarray, strength: np.ndarray) -> np.ndarray:
    """The path of greatest strength less what its jumps cost."""
    if not len(hz):
        return np.zeros(0)
    score, back = strength[0], np.zeros(hz.shape, int)
    for t in range(1, len(hz)):
        before, now = hz[t - 1][:, None], hz[t][None]
        both = (before > 0) & (now > 0)
        octaves = np.abs(np.log2(np.where(both, now, 1) / np.where(both, before, 1)))
        cost = np.where(both, JUMP_COST * octaves, np.where((before > 0) != (now > 0), SWITCH_COST, 0))
        total = score[:, None] - cost
        back[t] = total.argmax(0)
        score = total.max(0) + strength[t]
    path = [int(score.argmax())]
    for t in range(len(hz) - 1, 0, -1):
        path.append(int(back[t, path[-1]]))
    return hz[np.arange(len(hz)), path[::-1]]
