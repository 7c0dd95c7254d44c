"""Speaking with a clone's controls, as the engine does: pitch, pace and formants made to follow."""

from dataclasses import dataclass

import numpy as np

from ..runtime import Engine

SHIFT_MAX = np.log(2)
RANGE_FACTORS = (0.75, 1.3)
RANGE_FRAMES_MIN = 40
F0_HZ = (50.0, 500.0)
RATE_HZ, JUDGED_HZ = 24_000, 16_000


@dataclass(frozen=True)
class Controls:
    """What `clone-controls.ts` calls CloneControls."""

    speaker: np.ndarray
    """float32 [256]."""
    median_log_f0: float
    log_f0_range: float
    length_scale: float = 1.0
    formant_scale: float = 1.0
    """The sound is made at this times the rate and played at the rate: formants rise with it."""


def follow_pitch(f0_hz: np.ndarray, median_log_f0: float, log_f0_range: float) -> np.ndarray:
    """Bring a sentence's F0 in Hz (0 = unvoiced) to a speaker's median, and half of the way to the range."""
    logs = np.sort(np.log(f0_hz[f0_hz > 10]))
    if not len(logs):
        return f0_hz
    at = lambda share: logs[min(len(logs) - 1, int(share * len(logs)))]
    median, own = at(0.5), at(0.9) - at(0.1)
    shift = np.clip(median_log_f0 - median, -SHIFT_MAX, SHIFT_MAX)
    known = len(logs) >= RANGE_FRAMES_MIN and own > 0 and log_f0_range > 0
    factor = np.clip(np.sqrt(log_f0_range / own), *RANGE_FACTORS) if known else 1.0
    moved = np.exp(median + shift + factor * (np.log(np.maximum(f0_hz, 1)) - median))
    return np.where(f0_hz > 10, np.clip(moved, *F0_HZ), f0_hz).astype(np.float32)


def speak(engine: Engine, symbols: str, controls: Controls, seed: int = 0) -> np.ndarray:
    """Samples at 16 kHz, for ears and judges."""
    from scipy.signal import resample_poly

    speaker, scale = controls.speaker[None].astype(np.float32), controls.formant_scale
    follow = lambda f0: follow_pitch(f0, controls.median_log_f0 - np.log(scale), controls.log_f0_range)
    length = controls.length_scale * scale
    spoken = engine.speak(symbols, speaker, seed=seed, chunk_frames=400, length_scale=length, f0_hz=follow)
    # From 24 kHz times the scale to 16 kHz.
    return resample_poly(spoken.samples, 400, round(600 * scale)).astype(np.float32)
