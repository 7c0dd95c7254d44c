"""How a prompt is listened to: what `models/src/cloning` does while it is recorded, in numpy.

Both must agree: the projection of stage `cloning` is learnt from the embeddings made here.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

RATE_HZ = 16_000
FRAME = 160
WINDOW_FRAMES, WINDOW_HOP_FRAMES, TAIL_FRAMES = 160, 80, 40
LEVEL_DBFS, GAIN_DB_MAX = -25.0, 40.0
SPEECH_DB_MIN, BELOW_PEAK_DB, HANGOVER_FRAMES = -55.0, 25.0, 10
LOUDEST_BELOW_DB = 15.0
"""Windows this far below the loudest are pauses or noise, and don't count."""


def block_offset(samples: np.ndarray) -> np.ndarray:
    """A one-pole high-pass at 13 Hz."""
    from scipy.signal import lfilter

    return lfilter([1, -1], [1, -0.995], samples.astype(np.float64)).astype(np.float32)


def speech_frames(samples: np.ndarray) -> np.ndarray:
    """The frames [n, 160] that the gate lets through: it opens at 25 dB below the loudest frame so far."""
    frames = samples[: len(samples) // FRAME * FRAME].reshape(-1, FRAME)
    levels = 10 * np.log10((frames.astype(np.float64) ** 2).mean(1) + 1e-12)
    threshold = np.maximum(SPEECH_DB_MIN, np.maximum.accumulate(levels) - BELOW_PEAK_DB)
    above = np.flatnonzero(levels > threshold)
    since = np.full(len(levels), HANGOVER_FRAMES + 1)
    last = np.searchsorted(above, np.arange(len(levels)), "right") - 1
    since[last >= 0] = (np.arange(len(levels)) - above[last])[last >= 0]
    return frames[since <= HANGOVER_FRAMES]


def windows(frames: np.ndarray) -> list[np.ndarray]:
    """Windows of up to 1.6 s, 0.8 s apart, and one that ends where the speech ends."""
    count = len(frames)
    if count < WINDOW_FRAMES:
        return [frames.reshape(-1)] if count else []
    starts = list(range(0, count - WINDOW_FRAMES + 1, WINDOW_HOP_FRAMES))
    if count - (starts[-1] + WINDOW_FRAMES) >= TAIL_FRAMES:
        starts.append(count - WINDOW_FRAMES)
    return [frames[s : s + WINDOW_FRAMES].reshape(-1) for s in starts]


@dataclass(frozen=True)
class Heard:
    """What the encoder made of a prompt."""

    embedding: np.ndarray
    """[256], unit length: mean of the windows that are loud enough."""
    parts: np.ndarray
    """[n, 256]: those windows."""


class PromptEars:
    """speaker.onnx, one thread."""

    def __init__(self, graph: Path):
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._session = ort.InferenceSession(str(graph), options, ["CPUExecutionProvider"])

    def hear(self, samples: np.ndarray) -> Heard | None:
        """Embed a mono clip at 16 kHz; None where nothing is loud enough."""
        cut = windows(speech_frames(block_offset(samples)))
        if not cut:
            return None
        levels = np.array([10 * np.log10((w.astype(np.float64) ** 2).mean() + 1e-12) for w in cut])
        keep = levels >= levels.max() - LOUDEST_BELOW_DB
        parts = np.stack([self._embed(w, level) for w, level, k in zip(cut, levels, keep, strict=True) if k])
        mean = parts.mean(0)
        return Heard(mean / np.linalg.norm(mean), parts)

    def _embed(self, window: np.ndarray, level_db: float) -> np.ndarray:
        gain = 10 ** (min(GAIN_DB_MAX, LEVEL_DBFS - level_db) / 20)
        state = np.zeros((3, 1, 256), np.float32)
        feed = {"samples": (window * gain)[None].astype(np.float32), "s_tail": np.zeros((1, 240), np.float32)}
        return self._session.run(["embedding"], feed | {"s_h": state, "s_c": state})[0][0]


def read_clip(path: Path) -> np.ndarray:
    """A sound file as mono float32 at 16 kHz."""
    import soundfile
    from scipy.signal import resample_poly

    samples, rate = soundfile.read(path, dtype="float32")
    samples = samples.mean(1) if samples.ndim == 2 else samples
    if rate == RATE_HZ:
        return samples
    common = np.gcd(rate, RATE_HZ)
    return resample_poly(samples, RATE_HZ // common, rate // common).astype(np.float32)
