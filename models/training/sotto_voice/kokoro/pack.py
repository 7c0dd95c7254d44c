"""One small file of all voices' frozen statistics: float16 [voices, 2, channels], means and deviations."""

from pathlib import Path

import numpy as np

EPSILON = 1e-5
"""What the published norms add to the variance."""
FILE = "statistics.f16"


def pack(work: Path, voices: list[str], start: int, out: Path) -> None:
    """Write the statistics of `voices`, in that order, of the channels from `start` on: those of the generator."""
    rows = []
    for voice in voices:
        with np.load(work / f"{voice}.npz") as found:
            rows.append(np.stack([found["mean"], np.sqrt(found["variance"] + EPSILON)])[:, start:])
    packed = np.stack(rows).astype("<f2")
    if not np.isfinite(packed).all():
        raise ValueError("a statistic is too large for float16")
    packed.tofile(out / FILE)


def unpack(folder: Path, voices: int) -> np.ndarray:
    """float32 [voices, 2, channels]."""
    return np.fromfile(folder / FILE, "<f2").reshape(voices, 2, -1).astype(np.float32)
