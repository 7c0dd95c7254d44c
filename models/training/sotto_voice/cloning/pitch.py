"""Pitch and pace of a clip at 16 kHz, as `models/src/dsp/pitch-tracker.ts` hears them.

YIN (de Cheveigné and Kawahara 2002) at 8 kHz, a frame each 10 ms.
"""

from dataclasses import dataclass

import numpy as np

RATE_HZ, HOP = 8_000, 80
LAG_MIN, LAG_MAX = 16, 127
WINDOW = 2 * LAG_MAX
LEVEL_DB_MIN = -60.0
APERIODICITY_MAX = 0.2
HALF_BAND = [0.0088, 0, -0.0572, 0, 0.2984, 0.5, 0.2984, 0, -0.0572, 0, 0.0088]
HIGH_PASS = ([0.95973602, -1.91947204, 0.95973602], [1.0, -1.91785019, 0.92109388])
"""A Butterworth high-pass at 74 Hz for 8 kHz: mains hum is no voice."""
SYLLABLE_RISE_DB, PEAK_DEPTH_DB = 2.5, 30.0


@dataclass(frozen=True)
class Track:
    """Frames of 10 ms."""

    level_db: np.ndarray
    log_f0: np.ndarray
    """NaN where not voiced."""

    @property
    def speech(self) -> np.ndarray:
        """Which frames are speech: within 25 dB of the loud ones."""
        loud = np.percentile(self.level_db, 95) if len(self.level_db) else -120.0
        return self.level_db > max(-55.0, loud - 25.0)

    @property
    def voiced(self) -> np.ndarray:
        """ln F0 of the voiced speech."""
        return self.log_f0[self.speech & np.isfinite(self.log_f0)]


def track(samples: np.ndarray) -> Track:
    """Follow the pitch of a mono clip at 16 kHz."""
    from scipy.signal import lfilter

    halved = np.convolve(samples, HALF_BAND)[: len(samples)][::2]
    clean = lfilter(*HIGH_PASS, halved)
    size = WINDOW + LAG_MAX
    if len(clean) < size:
        return Track(np.zeros(0), np.zeros(0))
    frames = np.lib.stride_tricks.sliding_window_view(clean, size)[::HOP]
    levels = 10 * np.log10((frames**2).mean(1) + 1e-12)
    head = frames[:, :WINDOW]
    differences = np.stack([((head - frames[:, k : k + WINDOW]) ** 2).sum(1) for k in range(1, LAG_MAX + 1)], 1)
    lags = np.arange(1, LAG_MAX + 1)
    normalised = np.concatenate(
        [np.ones((len(frames), 1)), differences * lags / np.maximum(np.cumsum(differences, 1), 1e-20)], 1
    )
    found = [find_lag(row) if level >= LEVEL_DB_MIN else np.nan for row, level in zip(normalised, levels, strict=True)]
    return Track(levels, np.log(RATE_HZ / np.array(found)))


def find_lag(row: np.ndarray) -> float:
    """The first dip below the threshold, refined by a parabola; NaN for no voice."""
    below = np.flatnonzero(row[LAG_MIN:LAG_MAX] < APERIODICITY_MAX)
    if not len(below):
        return np.nan
    lag = LAG_MIN + int(below[0])
    while lag < LAG_MAX and row[lag + 1] < row[lag]:
        lag += 1
    if lag == LAG_MAX:
        return np.nan
    before, here, after = row[lag - 1], row[lag], row[lag + 1]
    curvature = before - 2 * here + after
    return lag + (before - after) / (2 * curvature) if curvature > 0 else float(lag)


def syllable_peaks(heard: Track) -> float:
    """Peaks of the smoothed level that rise 2.5 dB out of what is around, a second of speech: about 0.8 a syllable.

    Over the 36 LibriSpeech speakers it correlates 0.5 with the syllables of the transcripts.
    """
    from scipy.signal import find_peaks

    speech = heard.speech
    if not speech.any():
        return 0.0
    floored = np.maximum(heard.level_db, np.percentile(heard.level_db, 95) - PEAK_DEPTH_DB)
    smooth = np.convolve(np.pad(floored, 2, "edge"), np.ones(5) / 5, "valid")
    peaks, _ = find_peaks(smooth, prominence=SYLLABLE_RISE_DB)
    return float(speech[peaks].sum() / (speech.sum() / 100))
