"""Batches out of the arrays of `prepare`."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from .model.config import HOP, MEAN_LOG_F0, SAMPLE_RATE_HZ, VOICED_HZ

AUDIO_SCALE = 1 / 16_383


@dataclass
class Batch:
    """Padded sentences; sound crops only where the whole batch has audio."""

    ids: Tensor
    durations: Tensor
    speaker: Tensor
    f0: Tensor
    """Hz as the teacher gave it, [B, T] at 80 Hz; `log_f0` is ln F0 - MEAN_LOG_F0, continuous."""
    log_f0: Tensor
    trust: Tensor
    energy: Tensor
    mask: Tensor
    phase: Tensor
    """float64 [B, T]: the source's phase at each frame's centre."""
    start: Tensor
    """First frame of each crop, [B]; may lie before 0 or run over the end."""
    sound: Tensor
    """[B, crop * 300]: samples from 150 before the crop's first frame."""


class TrainingSet:
    """Random access to the prepared utterances; the audio stays on disk."""

    def __init__(self, folder: Path):
        with np.load(folder / "arrays.npz") as arrays:
            self._arrays = {k: arrays[k] for k in arrays}
        with np.load(folder / "speakers.npz") as speakers:
            self.speakers = {k: speakers[k] for k in speakers}
        self.voices = [str(v) for v in self._arrays["voices"]]
        self._audio = np.memmap(folder / "audio.i16", np.int16, "r")
        self._symbol_ends = np.cumsum(self._arrays["symbols"])
        self._frame_ends = np.cumsum(self._arrays["frames"])
        self.frames = self._arrays["frames"]
        valid = self._arrays["valid"].astype(bool)
        heard = self._arrays["audio"] >= 0
        self.with_audio = np.flatnonzero(heard & ~valid)
        self.all = np.flatnonzero(~valid)
        self.held_out = np.flatnonzero(heard & valid)

    def draw(self, rng: np.random.Generator, pool: np.ndarray, count: int) -> np.ndarray:
        """`count` utterances of similar length, so that little is padding."""
        candidates = rng.choice(pool, count * 8, replace=len(pool) < count * 8)
        ordered = candidates[np.argsort(self.frames[candidates], kind="stable")]
        first = rng.integers(0, 8) * count
        return ordered[first : first + count]

    def batch(self, rng: np.random.Generator, chosen: np.ndarray, crop: int) -> Batch:
        """Collate; with crop > 0 also cut that many frames of sound from each utterance."""
        items = [self._utterance(i) for i in chosen]
        symbols = max(len(u["ids"]) for u in items)
        frames = max(len(u["f0"]) for u in items)
        stack = lambda key, size, kind: torch.from_numpy(
            np.stack([np.pad(u[key], (0, size - len(u[key]))) for u in items]).astype(kind)
        )
        starts = [int(rng.integers(-4, max(len(u["f0"]) - crop + 4, 0) + 1)) for u in items]
        sound = np.stack([self._sound(i, s, crop) for i, s in zip(chosen, starts, strict=True)])
        return Batch(
            ids=stack("ids", symbols, np.int64),
            durations=stack("durations", symbols, np.int64),
            speaker=torch.from_numpy(np.stack([u["speaker"] for u in items])),
            f0=stack("f0", frames, np.float32),
            log_f0=stack("log_f0", frames, np.float32) - MEAN_LOG_F0,
            trust=stack("trust", frames, np.float32),
            energy=stack("energy", frames, np.float32),
            mask=stack("mask", frames, np.float32),
            phase=stack("phase", frames, np.float64),
            start=torch.tensor(starts),
            sound=torch.from_numpy(sound),
        )

    def _utterance(self, i: int) -> dict[str, np.ndarray]:
        symbols = slice(self._symbol_ends[i] - self._arrays["symbols"][i], self._symbol_ends[i])
        frames = slice(self._frame_ends[i] - self._arrays["frames"][i], self._frame_ends[i])
        f0 = self._arrays["f0"][frames]
        phase = np.cumsum(f0.astype(np.float64) * (HOP / SAMPLE_RATE_HZ))
        return {
            "ids": self._arrays["ids"][symbols],
            "durations": self._arrays["durations"][symbols],
            "speaker": self.speakers[self.voices[self._arrays["voice"][i]]],
            "f0": f0,
            "log_f0": self._arrays["log_f0"][frames],
            "trust": self._arrays["trust"][frames],
            "energy": self._arrays["energy"][frames],
            "mask": np.ones(len(f0), np.float32),
            "phase": phase - np.floor(phase),
        }

    def _sound(self, i: int, start: int, crop: int) -> np.ndarray:
        """Target samples of a crop, zeros outside of the utterance."""
        length = int(self.frames[i]) * HOP
        first = start * HOP - HOP // 2
        low, high = max(first, 0), min(first + crop * HOP, length)
        result = np.zeros(crop * HOP, np.float32)
        if high > low and crop:
            offset = int(self._arrays["audio"][i])
            result[low - first : high - first] = self._audio[offset + low : offset + high] * AUDIO_SCALE
        return result


def voiced(f0: Tensor) -> Tensor:
    """1 where the teacher's pitch means voiced."""
    return (f0 > VOICED_HZ).float()
