"""Kokoro-82M as a teacher: where its ONNX graph is cut and how the parts are run.

The published graph turns symbols, a style row and a speed into a waveform. Cut at the four
tensors below it becomes an encoder (text, durations, pitch, energy; 0.05 s of CPU per second
of speech) and a decoder (the waveform; more than ten times that).
Kokoro-82M v1.0 by hexgrad, weights Apache-2.0, after StyleTTS 2 (Li et al. 2023) and
iSTFTNet (Kaneko et al. 2022).
"""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np

SHA256 = "8fbea51ea711f2af382e88c833d9e288c6dc82ce5e98421ea61c058ce21a34cb"
SAMPLE_RATE_HZ = 24_000
FRAME_SAMPLES = 300
"""Samples per 80 Hz pitch frame; a duration counts frames of twice this length."""

FEATURES = "/encoder/MatMul_1_output_0"
F0 = "/encoder/Reshape_output_0"
ENERGY = "/encoder/Reshape_1_output_0"
DURATIONS = "/encoder/Clip_output_0"
WAVEFORM = "waveform"


def verify(path: Path) -> None:
    """Raise ValueError unless the file at `path` is the published fp32 graph, byte for byte."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    if digest.hexdigest() != SHA256:
        raise ValueError(f"{path.name}: sha256 {digest.hexdigest()}, expected {SHA256}")


def cut_encoder(model: Path, encoder: Path) -> None:
    """Write the encoder half of the verified graph `model` to `encoder`."""
    from onnx.utils import extract_model

    verify(model)
    partial = encoder.with_suffix(f".{os.getpid()}.onnx")
    extract_model(
        str(model),
        str(partial),
        ["input_ids", "style", "speed"],
        [DURATIONS, F0, ENERGY],
        check_model=False,
    )
    partial.rename(encoder)


def read_vocabulary(tokenizer: Path) -> dict[str, int]:
    """Symbol to id, from the tokenizer.json that is published with the model."""
    return json.loads(tokenizer.read_text("utf8"))["model"]["vocab"]


def read_voice(path: Path) -> np.ndarray:
    """A voice file: float32 [510, 256], one style row per number of symbols."""
    rows = np.fromfile(path, np.float32).reshape(-1, 256)
    if len(rows) != 510:
        raise ValueError(f"{path.name}: {len(rows)} rows, expected 510")
    return rows


def feed(symbols: str, vocabulary: dict[str, int], rows: np.ndarray, speed: float = 1.0) -> dict[str, np.ndarray]:
    """What the graph takes: ids with pads, the style row for their number, the speed."""
    ids = [vocabulary[s] for s in symbols if s in vocabulary]
    if not 1 <= len(ids) <= 508:
        raise ValueError(f"{len(ids)} symbols: from 1 to 508 are possible")
    return {
        "input_ids": np.array([[0, *ids, 0]], np.int64),
        "style": rows[len(ids) - 1][None],
        "speed": np.array([speed], np.float32),
    }


@dataclass(frozen=True)
class Prosody:
    """What the encoder says about one utterance."""

    durations: np.ndarray
    """int [symbols with both pads], frames of 40 Hz."""
    f0_hz: np.ndarray
    """float32 [2 * sum(durations)], 80 Hz; values up to 10 mean unvoiced."""
    energy: np.ndarray
    """float32, as `f0_hz`."""


class Teacher:
    """An ONNX Runtime session over the whole graph or over the encoder alone."""

    def __init__(self, model: Path, tokenizer: Path, threads: int = 1):
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        options.log_severity_level = 3
        self._session = ort.InferenceSession(str(model), options, ["CPUExecutionProvider"])
        self._vocabulary = read_vocabulary(tokenizer)

    def _feed(self, symbols: str, rows: np.ndarray, speed: float) -> dict[str, np.ndarray]:
        return feed(symbols, self._vocabulary, rows, speed)

    def prosody(self, symbols: str, rows: np.ndarray, speed: float = 1.0) -> Prosody:
        """Durations, pitch and energy; needs the encoder graph of `cut_encoder`."""
        feed = self._feed(symbols, rows, speed)
        durations, f0, energy = self._session.run([DURATIONS, F0, ENERGY], feed)
        return Prosody(np.rint(durations.reshape(-1)).astype(np.int64), f0.reshape(-1), energy.reshape(-1))

    def speak(self, symbols: str, rows: np.ndarray, speed: float = 1.0) -> np.ndarray:
        """The waveform, float32 at 24 kHz; needs the whole graph."""
        return self._session.run([WAVEFORM], self._feed(symbols, rows, speed))[0].reshape(-1)
