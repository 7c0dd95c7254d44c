"""The decoder's sources: a band-limited pulse train in the teacher's phase, and noise.

Phase is the running sum of F0 / 80 cycles at frame centres and runs linearly between them, as
the teacher's harmonic source does, so that waveforms can be compared sample by sample. Block k
holds the 300 samples from the centre of frame k - 1 to the centre of frame k.
"""

import torch
from torch import Tensor

from .config import HOP, SAMPLE_RATE_HZ, VOICED_HZ


def frame_phase(f0: Tensor, start: Tensor) -> Tensor:
    """Phase in cycles, 0 to 1, at frame centres; f0 [B, T] in Hz, start [B] float64 before them.

    float64, so that the sum does not depend on how a stream is cut into chunks.
    """
    phase = start[:, None] + torch.cumsum(f0.double() * (HOP / SAMPLE_RATE_HZ), 1)
    return phase - torch.floor(phase)


def pulse_train(phase: Tensor, harmonics: Tensor) -> Tensor:
    """sum over h = 1..H of cos(2 pi h phase), scaled to unit power, in closed form (Dirichlet)."""
    phase = phase - torch.floor(phase + 0.5)
    half = torch.sin(torch.pi * phase)
    near = half.abs() < 1e-4
    ratio = torch.sin(torch.pi * (2 * harmonics + 1) * phase) / (2 * torch.where(near, torch.ones_like(half), half))
    total = torch.where(near, harmonics + 0.5, ratio) - 0.5
    return total * torch.sqrt(2 / harmonics)


def excite(f0: Tensor, before: Tensor, phase: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """f0 [B, T]; `before` [B] is F0 of the frame ahead of them, `phase` [B] float64 its phase.

    Returns pulses and the noise's modulation, both [B, T, 300], and phases [B, T] float64.
    """
    ends = frame_phase(f0, phase)
    starts = torch.cat([phase[:, None], ends[:, :-1]], 1).float()
    steps = (torch.arange(HOP, device=f0.device, dtype=torch.float32) + 0.5) / HOP
    cycles = starts[..., None] + steps * (f0 * (HOP / SAMPLE_RATE_HZ))[..., None]
    harmonics = torch.floor(SAMPLE_RATE_HZ / 2 / f0.clamp(min=40.0))[..., None]
    earlier = torch.cat([before[:, None], f0[:, :-1]], 1)
    voiced = torch.cat(
        [
            (earlier > VOICED_HZ).float()[..., None].expand(-1, -1, HOP // 2),
            (f0 > VOICED_HZ).float()[..., None].expand(-1, -1, HOP // 2),
        ],
        -1,
    )
    modulation = 1 + 0.5 * voiced * torch.cos(2 * torch.pi * (cycles - torch.floor(cycles)))
    return pulse_train(cycles, harmonics) * voiced, modulation, ends
