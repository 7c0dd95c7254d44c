"""The real speakers that cloning is fitted on and judged by: `data/speech`-like folders.

A folder holds `metadata.tsv` with the columns path, speaker, sex, duration_s.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..corpus import read_table
from .pitch import syllable_peaks, track
from .prompt import RATE_HZ, PromptEars, read_clip

HELD_OUT = ("ls-1580", "ls-3570", "ls-4970", "ls-5683", "ls-260", "ls-5105", "ls-7021", "ls-8224")
"""Every fourth woman and man of the sorted list, from the third on; nothing is fitted on them."""
SECONDS_MAX = 12.0


@dataclass(frozen=True)
class Speaker:
    """One reader and the recordings there are."""

    name: str
    sex: str
    clips: list[Path]


def read_speakers(folder: Path, prefix: str = "ls-", seconds_min: float = 3.0) -> list[Speaker]:
    """Speakers by name, with their clips of at least `seconds_min` in an order drawn by seed 0."""
    rows = [r for r in read_table(folder / "metadata.tsv") if r["speaker"].startswith(prefix)]
    found = []
    for name in sorted({r["speaker"] for r in rows}):
        mine = [r for r in rows if r["speaker"] == name and float(r["duration_s"]) >= seconds_min]
        order = np.random.default_rng(0).permutation(len(mine))
        found.append(Speaker(name, mine[0]["sex"], [folder / mine[i]["path"] for i in order]))
    return found


def prompt_of(speaker: Speaker, seconds: float, skip: int = 0) -> np.ndarray:
    """About `seconds` of a speaker at 16 kHz: as many clips as it takes, from the `skip`th on."""
    parts, length = [], 0
    for path in speaker.clips[skip:]:
        parts.append(read_clip(path))
        length += len(parts[-1])
        if length >= seconds * RATE_HZ:
            break
    return np.concatenate(parts)[: int(seconds * RATE_HZ)]


def spoil(samples: np.ndarray, kind: str, rng: np.random.Generator) -> np.ndarray:
    """A recording as it should not be: `noise` at 15 dB, `room`, `clip`ped, or `telephone` band."""
    from scipy.signal import butter, fftconvolve, sosfilt

    if kind == "noise":
        power = np.sqrt((samples**2).mean()) * 10 ** (-15 / 20)
        return (samples + rng.standard_normal(len(samples)) * power).astype(np.float32)
    if kind == "room":
        times = np.arange(int(0.3 * RATE_HZ)) / RATE_HZ
        tail = rng.standard_normal(len(times)) * np.exp(-times / 0.06) * 0.03
        tail[0] = 1
        return fftconvolve(samples, tail)[: len(samples)].astype(np.float32)
    if kind == "clip":
        limit = np.percentile(np.abs(samples), 95)
        return (np.clip(samples, -limit, limit) / limit).astype(np.float32)
    if kind == "telephone":
        return sosfilt(butter(4, (300, 3400), "band", fs=RATE_HZ, output="sos"), samples).astype(np.float32)
    raise ValueError(f"{kind}: known are noise, room, clip, telephone")


SPOILT = ("noise", "room", "clip", "telephone")


def hear_speakers(speakers: list[Speaker], ears: PromptEars, clips: int, seed: int) -> dict[str, np.ndarray]:
    """Each speaker's clips, clean and spoilt in one way: arrays speaker, embedding, log_f0, peaks."""
    rng = np.random.default_rng(seed)
    rows = []
    for index, speaker in enumerate(speakers):
        for i, path in enumerate(speaker.clips[:clips]):
            clip = read_clip(path)[: int(SECONDS_MAX * RATE_HZ)]
            pitch = track(clip)
            for samples in (clip, spoil(clip, SPOILT[i % len(SPOILT)], rng)):
                heard = ears.hear(samples)
                rows.append((index, heard.embedding, np.median(pitch.voiced), syllable_peaks(pitch)))
    columns = [np.array(c, np.float32) for c in zip(*rows, strict=True)]
    return dict(zip(("speaker", "embedding", "log_f0", "peaks"), columns, strict=True))
