"""DNSMOS P.835 and P.808 (Reddy et al. 2021, 2022; microsoft/DNS-Challenge) on 16 kHz clips."""

from pathlib import Path

import numpy as np

from ..mel import mel_filters

LENGTH = 144_160
"""Samples that the P.835 model hears: 9.01 s. Shorter clips are repeated, longer ones slid over."""
POLYNOMIALS = {
    "SIG": (-0.08397278, 1.22083953, 0.0052439),
    "BAK": (-0.13166888, 1.60915514, -0.39604546),
    "OVR": (-0.06766283, 1.11546468, 0.04602535),
}


def log_mel(samples: np.ndarray) -> np.ndarray:
    """What the P.808 model hears: [frames, 120], decibels under the maximum, scaled."""
    size, hop = 321, 160
    padded = np.pad(samples, size // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    power = np.abs(np.fft.rfft(frames * window)) ** 2
    mel = np.maximum(power @ mel_filters(size, 120, 16_000).T, 1e-10)
    decibels = 10 * np.log10(mel / mel.max())
    return ((np.maximum(decibels, -80) + 40) / 40).astype(np.float32)


class Dnsmos:
    """Both models; `primary` is dnsmos_sig_bak_ovr.onnx, `p808` is model_v8.onnx of PyPI's speechmos."""

    def __init__(self, primary: Path, p808: Path | None = None):
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        load = lambda path: ort.InferenceSession(str(path), options, ["CPUExecutionProvider"])
        self._primary, self._p808 = load(primary), load(p808) if p808 else None

    def score(self, samples: np.ndarray) -> dict[str, float]:
        """Mean scores over windows that start a second apart."""
        while len(samples) < LENGTH:
            samples = np.concatenate([samples, samples])
        scores: dict[str, list[float]] = {}
        for start in range(0, len(samples) - LENGTH + 1, 16_000):
            clip = samples[start : start + LENGTH]
            raw = self._primary.run(None, {"input_1": clip[None]})[0][0]
            for (name, coefficients), value in zip(POLYNOMIALS.items(), raw, strict=True):
                scores.setdefault(name, []).append(float(np.polyval(coefficients, value)))
            if self._p808:
                heard = log_mel(clip[:-160])[None]
                scores.setdefault("P808", []).append(float(self._p808.run(None, {"input_1": heard})[0][0][0]))
        return {k: float(np.mean(v)) for k, v in scores.items()}
