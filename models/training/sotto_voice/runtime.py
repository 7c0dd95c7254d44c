"""A reference engine over the exported graphs: ONNX Runtime, one thread, any chunk size."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np


@dataclass
class Spoken:
    """One utterance and what it took."""

    samples: np.ndarray
    durations: np.ndarray
    f0_hz: np.ndarray
    energy: np.ndarray
    text_s: float = 0.0
    """CPU time of the text and prosody graphs, in seconds of wall time on one thread."""
    first_s: float = 0.0
    """From the symbols to the first 100 ms of sound."""
    total_s: float = 0.0
    chunks: list[int] = field(default_factory=list)


class Engine:
    """Owns three sessions; not to be shared between threads."""

    def __init__(self, folder: Path, threads: int = 1):
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = threads
        load = lambda name: ort.InferenceSession(str(folder / name), options, ["CPUExecutionProvider"])
        self.contract = json.loads((folder / "voice.json").read_text("utf8"))
        self._text, self._prosody, self._decoder = load("text.onnx"), load("prosody.onnx"), load("decoder.onnx")
        self._speakers = np.fromfile(folder / "speakers.f32", "<f4").reshape(-1, 256)

    def speaker(self, voice: str) -> np.ndarray:
        """The vector of a named voice, [1, 256]."""
        return self._speakers[self.contract["voices"][voice]["row"]][None]

    def ids(self, symbols: str) -> np.ndarray:
        """Kokoro's symbols -> int32 [1, N] with pads."""
        table, pad = self.contract["symbols"], self.contract["pad"]
        return np.array([[pad, *(table[s] for s in symbols if s in table), pad]], np.int32)

    def speak(
        self,
        symbols: str,
        voice: str | np.ndarray,
        seed: int = 0,
        chunk_frames: int = 20,
        length_scale: float = 1.0,
        style: tuple[float, float, float] = (0.0, 1.0, 0.0),
        noise_gain: float = 1.0,
        durations: np.ndarray | None = None,
        f0_hz: np.ndarray | Callable[[np.ndarray], np.ndarray] | None = None,
        energy: np.ndarray | None = None,
    ) -> Spoken:
        """Synthesise; given durations, pitch and energy replace the predicted ones, or a function changes the pitch."""
        begun = time.perf_counter()
        speaker = self.speaker(voice) if isinstance(voice, str) else voice
        h, predicted = self._text.run(None, {"ids": self.ids(symbols), "speaker": speaker})
        if durations is None:
            durations = self._whole(predicted, length_scale)
        feed = self._frames(h, durations, speaker, style)
        f0, power, features = self._prosody.run(None, feed)
        f0_hz = f0_hz(f0[0]) if callable(f0_hz) else f0_hz
        f0 = f0 if f0_hz is None else f0_hz[None].astype(np.float32)
        power = power if energy is None else energy[None].astype(np.float32)
        spoken = Spoken(np.zeros(0, np.float32), durations, f0[0], power[0], text_s=time.perf_counter() - begun)
        self._decode(spoken, features, speaker, seed, chunk_frames, noise_gain, begun)
        return spoken

    def pitch(self, symbols: str, speaker: np.ndarray) -> np.ndarray:
        """F0 in Hz that a voice gives a sentence, without its sound."""
        h, predicted = self._text.run(None, {"ids": self.ids(symbols), "speaker": speaker})
        return self._prosody.run(["f0"], self._frames(h, self._whole(predicted, 1.0), speaker, (0.0, 1.0, 0.0)))[0][0]

    @staticmethod
    def _whole(predicted: np.ndarray, length_scale: float) -> np.ndarray:
        return np.maximum(1, np.rint(predicted[0] * length_scale)).astype(np.int64)

    @staticmethod
    def _frames(h: np.ndarray, durations: np.ndarray, speaker: np.ndarray, style: tuple) -> dict[str, np.ndarray]:
        """The prosody graph's inputs: which symbol each frame is in, and where in it."""
        symbol = np.repeat(np.arange(len(durations)), durations)
        starts = np.cumsum(durations) - durations
        return {
            "h": h,
            "symbol": symbol[None].astype(np.int32),
            "index": (np.arange(len(symbol)) - starts[symbol])[None].astype(np.int32),
            "length": durations[symbol][None].astype(np.int32),
            "speaker": speaker,
            "style": np.array([style], np.float32),
        }

    def _decode(self, spoken, features, speaker, seed, chunk_frames, noise_gain, begun) -> None:
        """Run the decoder chunk by chunk and fill in sound and times."""
        c = self.contract
        frames, hop, flush = features.shape[1], c["frameSamples"], c["flushFrames"]
        noise = np.random.default_rng(seed).standard_normal((1, (frames + flush) * hop), np.float32)
        pad = lambda x: np.concatenate([x, np.zeros((1, flush, *x.shape[2:]), np.float32)], 1)
        arrays = {
            "features": pad(features),
            "f0": pad(spoken.f0_hz[None]),
            "energy": pad(spoken.energy[None]),
            "mask": pad(np.ones((1, frames), np.float32)),
        }
        names = [i.name for i in self._decoder.get_inputs()]
        states = {n: np.zeros(s["shape"], s["dtype"]) for n, s in c["decoderStates"].items()}
        pieces, made = [], -c["startDropSamples"]
        for start in range(0, frames + flush, chunk_frames):
            end = min(start + chunk_frames, frames + flush)
            feed = {k: v[:, start:end] for k, v in arrays.items()} | states
            feed |= {"noise": noise[:, start * hop : end * hop], "speaker": speaker}
            feed["noise_gain"] = np.array([noise_gain], np.float32)
            audio, *rest = self._decoder.run(None, {n: feed[n] for n in names})
            states = dict(zip(states, rest, strict=True))
            pieces.append(audio[0])
            made += audio.shape[1]
            if not spoken.first_s and made >= 0.1 * c["sampleRateHz"]:
                spoken.first_s = time.perf_counter() - begun
        spoken.total_s = time.perf_counter() - begun
        spoken.samples = np.concatenate(pieces)[c["startDropSamples"] :][: frames * hop]
