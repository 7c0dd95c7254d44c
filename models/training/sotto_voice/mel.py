"""Mel filters."""

import numpy as np


def mel_filters(size: int, bands: int, rate_hz: int) -> np.ndarray:
    """Slaney's mel filters of unit area, [bands, bins], as librosa makes them by default."""
    to_mel = lambda hz: np.where(hz < 1000, hz * 3 / 200, 15 + np.log(np.maximum(hz, 1e-9) / 1000) * 27 / np.log(6.4))
    to_hz = lambda mel: np.where(mel < 15, mel * 200 / 3, 1000 * np.exp((mel - 15) * np.log(6.4) / 27))
    edges = to_hz(np.linspace(to_mel(np.array(0.0)), to_mel(np.array(rate_hz / 2)), bands + 2))
    bins = np.arange(size // 2 + 1) * rate_hz / size
    ramps = edges[:, None] - bins[None]
    lower, upper = -ramps[:-2] / np.diff(edges)[:-1, None], ramps[2:] / np.diff(edges)[1:, None]
    return np.maximum(0, np.minimum(lower, upper)) * (2 / (edges[2:] - edges[:-2]))[:, None]
