"""What the voice can sound like: embeddings of its own speech at many points of the speaker space.

Points are the taught voices and random mixtures of two or three of them, each at several formant
scales. A clip costs 0.4 s of CPU; a run that was stopped goes on where it was.
"""

from pathlib import Path

import numpy as np
from tqdm import tqdm

from ..runtime import Engine
from .pitch import syllable_peaks, track
from .prompt import PromptEars
from .speak import Controls, speak

FORMANT_SCALES = (0.9, 0.97, 1.04, 1.11)
SEMITONES = (-2.5, 2.5)
"""Each point is heard at its own pitch moved by these: who it is must not depend on it."""
SAME_SEX_SHARE = 0.8


def speaker_points(speakers: dict[str, np.ndarray], mixtures: int, seed: int) -> dict[str, np.ndarray]:
    """Speaker vectors [256] by name: the taught voices, then mixtures of two or three."""
    voices = sorted(n for n in speakers if n[0] in "abz" and n[1:3] in ("f_", "m_"))
    rng = np.random.default_rng(seed)
    points = {n: speakers[n] for n in voices}
    for i in range(mixtures):
        first = rng.choice(voices)
        near = [v for v in voices if v != first and (v[1] == first[1] or i % 5 == 4)]
        others = rng.choice(near, min(len(near), 1 + i % 2), replace=False)
        weights = rng.dirichlet(np.full(1 + len(others), 1.5))
        points[f"mix_{i}"] = sum(w * speakers[v] for w, v in zip(weights, [first, *others], strict=True))
    return {n: np.asarray(v, np.float32) for n, v in points.items()}


def natural_log_f0(engine: Engine, symbols: str, speaker: np.ndarray) -> float:
    """Median ln F0 that the voice gives a sentence by itself."""
    f0 = engine.pitch(symbols, speaker[None])
    return float(np.median(np.log(f0[f0 > 10])))


def build(graphs: Path, sentences: list[str], points: dict[str, np.ndarray], out: Path) -> dict[str, np.ndarray]:
    """Hear every point at every formant scale and pitch; rows of arrays, kept in `out`."""
    engine, ears = Engine(graphs), PromptEars(graphs / "speaker.onnx")
    rows: list[dict] = []
    if out.exists():
        with np.load(out) as kept:
            rows = [dict(zip(kept, values, strict=True)) for values in zip(*(kept[k] for k in kept), strict=True)]
    jobs = [(n, s) for n in points for s in FORMANT_SCALES]
    for index, (name, scale) in enumerate(tqdm(jobs)):
        if index * len(SEMITONES) < len(rows):
            continue
        for step, semitones in enumerate(SEMITONES):
            rows.append(_hear(engine, ears, sentences[(index + 7 * step) % len(sentences)], points[name], scale, semitones))
        if index % 40 == 39 or index == len(jobs) - 1:
            np.savez(out.with_suffix(".partial.npz"), **_columns(rows))
            out.with_suffix(".partial.npz").rename(out)
    return _columns(rows)


def _hear(engine, ears, symbols: str, speaker: np.ndarray, scale: float, semitones: float) -> dict:
    own = natural_log_f0(engine, symbols, speaker)
    pitch = own + np.log(scale) + semitones * np.log(2) / 12
    clip = speak(engine, symbols, Controls(speaker, pitch, 0.0, 1.0, scale))
    return {
        "speaker": speaker,
        "scale": np.float32(scale),
        "own": np.float32(own),
        "pitch": np.float32(pitch),
        "peaks": np.float32(syllable_peaks(track(clip))),
        "embedding": ears.hear(clip).embedding,
    }


def _columns(rows: list[dict]) -> dict[str, np.ndarray]:
    return {k: np.stack([r[k] for r in rows]) for k in rows[0]}
