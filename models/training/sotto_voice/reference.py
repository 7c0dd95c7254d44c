"""Exported graphs -> reference/: short sentences with every intermediate array, for engine tests.

Arrays are raw little-endian float32 or int32 in C order; reference.json gives names, shapes, the
sentence and how far sound moves with the chunk size.
"""

import argparse
import json
from pathlib import Path

import numpy as np

from .runtime import Engine

SENTENCES = {
    "en": ("af_heart", "həlˈO, wˈɜɹld."),
    "zh": ("zm_yunxi", "ni↓ xau↓."),
}
CHUNKS = (1, 7, 20)
SEED = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--graphs", type=Path, required=True, help="folder written by export; reference/ is made in it")


def main(args: argparse.Namespace) -> None:
    """Write the folder, and fail where streaming is not exact."""
    engine, folder = Engine(args.graphs), args.graphs / "reference"
    folder.mkdir(exist_ok=True)
    described = {}
    for name, (voice, symbols) in SENTENCES.items():
        whole = engine.speak(symbols, voice, seed=SEED, chunk_frames=1 << 20)
        frames = len(whole.f0_hz) + engine.contract["flushFrames"]
        arrays = {
            "ids": engine.ids(symbols)[0],
            "durations": whole.durations.astype(np.int32),
            "f0": whole.f0_hz,
            "energy": whole.energy,
            "noise": np.random.default_rng(SEED).standard_normal(frames * 300, np.float32),
            "audio": whole.samples,
        }
        moved = {c: largest(engine.speak(symbols, voice, seed=SEED, chunk_frames=c).samples, whole.samples) for c in CHUNKS}
        if max(moved.values()) > 1e-4:
            raise ValueError(f"streamed sound differs from offline by {max(moved.values())}")
        for key, value in arrays.items():
            value.tofile(folder / f"{name}-{key}.bin")
        shapes = {k: {"dtype": str(v.dtype), "shape": list(v.shape)} for k, v in arrays.items()}
        described[name] = {"voice": voice, "symbols": symbols, "arrays": shapes, "streamedDifference": moved}
    (folder / "reference.json").write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf8")
    print(json.dumps({k: v["streamedDifference"] for k, v in described.items()}))


def largest(a: np.ndarray, b: np.ndarray) -> float:
    """Largest absolute difference."""
    return float(np.abs(a - b).max())
