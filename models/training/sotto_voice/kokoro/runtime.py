"""A reference engine over the streaming graphs: ONNX Runtime, any plan of chunks."""

import hashlib
import json
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .. import teacher
from .builder import LOCATION, read_slices
from .source_phase import source_phase

DESCRIPTION = "kokoro.json"


@dataclass
class Spoken:
    """One utterance and what it took, in seconds of wall time."""

    samples: np.ndarray
    durations: np.ndarray
    f0_hz: np.ndarray
    first_s: float
    total_s: float


class Session:
    """A graph whose weights are slices of the published file `model`."""

    def __init__(self, graph: Path, plan: dict, model: Path, threads: int):
        import onnxruntime as ort

        weights = b"".join(read_slices(model, plan["slices"]))
        if hashlib.sha256(weights).hexdigest() != plan["sha256"]:
            raise ValueError(f"{model.name} is not the file that {graph.name} was made for")
        options = ort.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        options.add_external_initializers_from_files_in_memory([LOCATION], [weights], [len(weights)])
        self._session = ort.InferenceSession(graph.read_bytes(), options, providers=["CPUExecutionProvider"])
        self.outputs = [o.name for o in self._session.get_outputs()]

    def run(self, feed: dict) -> dict[str, np.ndarray]:
        """Outputs by name."""
        return dict(zip(self.outputs, self._session.run(None, feed), strict=True))


class Stream:
    """A streaming graph with its states."""

    def __init__(self, session: Session, states: dict[str, list[int]]):
        self._session = session
        self._states = {n: np.zeros(dims, np.float32) for n, dims in states.items()}
        self._calls = 0

    def run(self, feed: dict, last: bool) -> np.ndarray:
        """The next chunk's output."""
        flags = {"first": np.array([self._calls == 0], np.int32), "last": np.array([last], np.int32)}
        out = self._session.run(feed | self._states | flags)
        self._states = {n: out[f"{n}_next"] for n in self._states}
        self._calls += 1
        return next(v for n, v in out.items() if not n.endswith("_next"))


class Engine:
    """Kokoro with frozen norms; `graphs` is the folder that kokoro-export writes."""

    def __init__(self, graphs: Path, model: Path, threads: int = 1, encoder: str = "encoder"):
        self.contract = json.loads((graphs / DESCRIPTION).read_text("utf8"))
        load = lambda name: Session(graphs / f"{name}.onnx", self.contract["graphs"][name]["weights"], model, threads)
        self._encoder, self._conditioning = load(encoder), load("conditioning")
        self._low_rate, self._generator = load("low-rate"), load("generator")

    def low_rate(self) -> Stream:
        """A new stream of the low-rate part."""
        return Stream(self._low_rate, self.contract["graphs"]["low-rate"]["states"])

    def generator(self) -> Stream:
        """A new stream of the generator."""
        return Stream(self._generator, self.contract["graphs"]["generator"]["states"])

    def encode(self, symbols: str, rows: np.ndarray, speed: float = 1.0) -> dict[str, np.ndarray]:
        """Durations, features, f0 and energy."""
        feed = teacher.feed(symbols, self.contract["symbols"], rows, speed)
        return self._encoder.run({"ids": feed.pop("input_ids").astype(np.int32)} | feed)

    def speak(
        self,
        symbols: str,
        rows: np.ndarray,
        statistics: np.ndarray,
        frames: list[int] | None = None,
        speed: float = 1.0,
    ) -> Spoken:
        """Synthesise with `statistics` float32 [2, channels], means and deviations; `frames` are the sizes of the generator's chunks, the last one repeated; None is all at once."""
        begun = time.perf_counter()
        encoded = self.encode(symbols, rows, speed)
        style = teacher.feed(symbols, self.contract["symbols"], rows)["style"]
        affine = self._conditioning.run({"style": style, "mean": statistics[0], "deviation": statistics[1]})
        pieces, first_s, made = [], 0.0, 0
        for samples in self._decode(encoded, affine, frames):
            pieces.append(samples)
            made += len(samples)
            if not first_s and made >= 0.1 * teacher.SAMPLE_RATE_HZ:
                first_s = time.perf_counter() - begun
        durations = np.rint(encoded["durations"].reshape(-1)).astype(np.int64)
        return Spoken(np.concatenate(pieces), durations, encoded["f0"].reshape(-1), first_s, time.perf_counter() - begun)

    def _decode(self, encoded: dict, affine: dict, frames: list[int] | None):
        """Samples chunk by chunk, behind the low-rate part."""
        total = encoded["features"].shape[1]
        plan = iter(frames or [2 * total])
        phase = source_phase(encoded["f0"].reshape(-1))
        low_rate, generator = self.low_rate(), self.generator()
        low = {"scale": affine["low_rate_scale"], "shift": affine["low_rate_shift"]}
        high = {"scale": affine["generator_scale"], "shift": affine["generator_shift"]}
        at = size = 0
        hidden = low_rate.run({n: encoded[n] for n in ("features", "f0", "energy")} | low, True)
        while at < 2 * total:
            size = next(plan, size)
            end = min(at + size, 2 * total)
            feed = {n: getattr(phase, n)[None, at:end] for n in ("phase", "before", "after", "voiced")}
            feed |= {"hidden": hidden[:, at:end]} | high
            yield generator.run(feed, end == 2 * total)[0]
            at = end
