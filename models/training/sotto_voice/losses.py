"""What training minimises.

Sound is compared by a generalised energy distance (Gritsenko et al. 2020): 2 d(x, y) less
0.7 d(y, y') over two draws of the decoder's noise, so that noise is matched in distribution
and never averaged away; and, because the teacher is deterministic and its source's phase is
known, by a term that compares complex spectra where pitch is resolved.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

FFTS = (2048, 1024, 512, 256, 128)
PHASE_FFTS = (2048, 1024, 512)
REPULSION = 0.7
FLOOR = 1e-4
SAMPLE_RATE_HZ = 24_000


class SpectralDistance:
    """Distances between short-time spectra at several resolutions."""

    def __init__(self):
        self._windows = {n: torch.hann_window(n) for n in FFTS}
        self._weights = {}
        for n in FFTS:
            hz = torch.arange(n // 2 + 1) * (SAMPLE_RATE_HZ / n)
            weight = 1 / (hz + 700)
            low = weight / (1 + (hz / 8000) ** 2)
            self._weights[n] = (weight / weight.sum(), low / weight.sum())

    def transform(self, x: Tensor, n: int) -> Tensor:
        """Complex spectra [B, bins, frames], scaled so that a full-scale sine is about 0.5."""
        window = self._windows[n]
        return torch.stft(x, n, n // 4, window=window, return_complex=True) * (1 / window.sum())

    def magnitudes(self, spectrum: Tensor) -> tuple[Tensor, Tensor]:
        """Square root and logarithm of the magnitude, floored at -80 dB."""
        power = spectrum.real.square() + spectrum.imag.square() + FLOOR**2
        return power.sqrt().sqrt(), 0.5 * torch.log(power)

    def between(self, a: tuple[Tensor, Tensor], b: tuple[Tensor, Tensor], n: int) -> Tensor:
        """A metric on magnitudes: L1 of roots and, per frame, L2 of logarithms."""
        weight = self._weights[n][0][None, :, None]
        roots = ((a[0] - b[0]).abs() * weight).sum(1).mean()
        logs = torch.sqrt(((a[1] - b[1]).square() * weight).sum(1) + 1e-6).mean()
        return 6 * roots + logs

    def phase(self, x: Tensor, y: Tensor, n: int) -> Tensor:
        """|Y - X| over the root of |X|, low frequencies first."""
        weight = self._weights[n][1][None, :, None]
        error = torch.sqrt((y - x).real.square() + (y - x).imag.square() + FLOOR**2)
        size = torch.sqrt(x.abs() + 1e-3)
        return 6 * (error / size * weight).sum(1).mean()


def sound_loss(distance: SpectralDistance, x: Tensor, y: Tensor, y2: Tensor, ffts: list[int], phase: float) -> dict[str, Tensor]:
    """x the target, y and y2 two draws, each [B, samples] -> the named terms, averaged over `ffts`."""
    attract = repel = aligned = x.new_zeros(())
    aligned_count = 0
    for n in ffts:
        spectra = [distance.transform(s, n) for s in (x, y, y2)]
        sizes = [distance.magnitudes(s) for s in spectra]
        attract = attract + distance.between(sizes[0], sizes[1], n) + distance.between(sizes[0], sizes[2], n)
        repel = repel + distance.between(sizes[1], sizes[2], n)
        if n in PHASE_FFTS:
            aligned = aligned + distance.phase(spectra[0], spectra[1], n)
            aligned_count += 1
    energy = (attract - REPULSION * repel) / len(ffts)
    aligned = aligned / max(aligned_count, 1)
    return {"sound": energy, "phase": aligned, "sound_total": energy + phase * aligned}


def duration_loss(logits: Tensor, durations: Tensor) -> dict[str, Tensor]:
    """Ordinal cross-entropy and the error of the expectation; zero durations are padding."""
    valid = (durations > 0).float()
    above = (torch.arange(logits.shape[-1])[None, None] < durations[..., None]).float()
    entropy = F.binary_cross_entropy_with_logits(logits.float(), above, reduction="none").sum(-1)
    error = (torch.sigmoid(logits.float()).sum(-1) - durations).abs()
    count = valid.sum()
    return {"duration_ce": (entropy * valid).sum() / count, "duration_frames": (error * valid).sum() / count}


def prosody_loss(prosody: Tensor, log_f0: Tensor, trust: Tensor, voiced: Tensor, energy: Tensor, mask: Tensor) -> dict[str, Tensor]:
    """prosody [B, T, 3] against ln F0 less its mean, voicing and energy, all [B, T].

    F0 counts where it is trusted, with a tenth of the weight elsewhere (interpolated).
    """
    weight = mask * (0.1 + 0.9 * trust)
    f0 = (F.smooth_l1_loss(prosody[..., 0], log_f0, beta=0.02, reduction="none") * weight).sum() / weight.sum()
    slope = ((prosody[:, 1:, 0] - prosody[:, :-1, 0]) - (log_f0[:, 1:] - log_f0[:, :-1])).abs()
    both = trust[:, 1:] * trust[:, :-1] * mask[:, 1:]
    voicing = F.binary_cross_entropy_with_logits(prosody[..., 1], voiced, reduction="none")
    power = (prosody[..., 2] - energy).abs()
    return {
        "f0": f0,
        "f0_slope": (slope * both).sum() / both.sum().clamp(min=1),
        "voicing": (voicing * mask).sum() / mask.sum(),
        "energy": (power * mask).sum() / mask.sum(),
    }
