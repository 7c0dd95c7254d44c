"""The harmonic source's phase over an utterance, in float64: what the generator reads of it, frame by frame."""

from dataclasses import dataclass

import numpy as np

from .generator import FRAME_SAMPLES, HARMONICS

SAMPLE_RATE_HZ = 24_000
VOICED_HZ = 10.0


@dataclass(frozen=True)
class SourcePhase:
    """Arrays over the frames of an utterance at 80 Hz."""

    phase: np.ndarray
    """float32 [frames, 9]: cycles at the middle of each frame, in [0, 1)."""
    before: np.ndarray
    """float32 [frames, 9]: cycles since the middle of the frame before."""
    after: np.ndarray
    """float32 [frames, 9]: cycles to the middle of the next frame."""
    voiced: np.ndarray
    """float32 [frames]: 1 where there is pitch."""


def source_phase(f0_hz: np.ndarray) -> SourcePhase:
    """Phases of F0 [frames]: each frame advances by its own pitch; the ends stand still, as published."""
    turns = f0_hz.astype(np.float64)[:, None] * np.arange(1, HARMONICS + 1) / SAMPLE_RATE_HZ
    steps = (turns - np.floor(turns)) * FRAME_SAMPLES
    cycles = np.cumsum(steps, 0)
    before = np.concatenate([np.zeros((1, HARMONICS)), steps[1:]])
    after = np.concatenate([steps[1:], np.zeros((1, HARMONICS))])
    as_float = lambda x: x.astype(np.float32)
    return SourcePhase(as_float(cycles - np.floor(cycles)), as_float(before), as_float(after), as_float(f0_hz > VOICED_HZ))
