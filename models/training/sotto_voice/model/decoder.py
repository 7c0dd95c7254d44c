"""Streaming decoder: features, pitch and energy -> sound, 300 samples a frame.

A causal network at 80 Hz draws, for each frame, filters for two sources: magnitude and phase
for the pulse train, magnitude and a fine time envelope for noise. The sources are filtered in
the short-time spectrum and overlap-added. Everything that a later call needs is a state.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .blocks import Block
from .config import BINS, FFT, HOP, LOOK_AHEAD, MEAN_LOG_F0, SPEAKER_COLUMNS, VOICED_HZ, WINDOW, Config

EXTRA_INPUTS = 7
OFFSET = (FFT - WINDOW) // 2


def frame_inputs(features: Tensor, f0: Tensor, energy: Tensor, phase: Tensor, mask: Tensor) -> Tensor:
    """What the network sees of each 80 Hz frame: [B, T, features + 7], zero where masked.

    features [B, T, C]; f0 in Hz, energy, phase in cycles and mask [B, T].
    """
    voiced = (f0 > VOICED_HZ).float()
    log_f0 = (torch.log(f0.clamp(min=VOICED_HZ)) - MEAN_LOG_F0) * voiced
    angle = 2 * torch.pi * phase.float()
    extra = torch.stack(
        [log_f0, voiced, energy / 5, torch.tanh(energy), torch.cos(angle) * voiced, torch.sin(angle) * voiced, mask],
        -1,
    )
    return torch.cat([features, extra.to(features.dtype)], -1) * mask[..., None].to(features.dtype)


class FilterNet(nn.Module):
    """Frame inputs -> filters. The first convolution looks LOOK_AHEAD frames ahead."""

    def __init__(self, config: Config):
        super().__init__()
        c = config
        self.speaker = nn.Linear(SPEAKER_COLUMNS, c.speaker_width)
        self.inner = nn.Linear((c.features + EXTRA_INPUTS) * (2 * LOOK_AHEAD + 1), c.decoder_width)
        self.blocks = nn.ModuleList(
            Block(c.decoder_width, c.decoder_hidden, c.decoder_kernel, c.speaker_width, causal=True)
            for _ in range(c.decoder_layers)
        )
        self.outer = nn.Linear(c.decoder_width, 3 * BINS + c.envelope)
        with torch.no_grad():
            self.outer.weight.mul_(0.3)
            self.outer.bias.zero_()
            self.outer.bias[:BINS] = -3.0
            self.outer.bias[2 * BINS : 3 * BINS] = -5.0

    def forward(self, seen: Tensor, speaker: Tensor, mask: Tensor, memory: list[Tensor] | None = None):
        """seen [B, T + 6, I], mask [B, T] of the T frames in its middle -> filters [B, T, O], memory."""
        style, mask = self.speaker(speaker), mask[..., None].to(seen.dtype)
        views = [seen[:, i : i - 2 * LOOK_AHEAD or None] for i in range(2 * LOOK_AHEAD + 1)]
        x = self.inner(torch.cat(views, -1)) * mask
        kept = []
        for i, block in enumerate(self.blocks):
            x, state = block(x, style, mask, None if memory is None else memory[i])
            kept.append(state)
        # A frame outside of the utterance is silent: every magnitude falls by exp(-20).
        return self.outer(F.layer_norm(x, (self.outer.in_features,))) - 20 * (1 - mask), kept


class Spectrum(nn.Module):
    """Windows of 600 samples, as two halves, to half spectra of 1024 bins and back; real arithmetic for export.

    `tables` switches from FFT to matrices that an ONNX runtime folds from two index vectors. They count
    time from the window's middle, which shifts phases by what cancels on the way back: the sum and the
    difference of a window's halves, one of them turned round, then need a cosine or a sine alone, half
    of the multiplications.
    """

    def __init__(self):
        super().__init__()
        window = torch.sin(torch.pi * (torch.arange(WINDOW) + 0.5) / WINDOW)
        self.register_buffer("rise", window[:HOP], persistent=False)
        self.register_buffer("fall", window[HOP:], persistent=False)
        self.register_buffer("times", 2 * torch.arange(HOP) + 1, persistent=False)
        self.register_buffer("bins", torch.arange(BINS), persistent=False)
        self.tables = False

    def _tables(self) -> tuple[Tensor, Tensor]:
        """Cosines and sines [300, 513] at the half samples behind the window's middle."""
        angle = (self.times[:, None] * self.bins % (2 * FFT)).float() * (torch.pi / FFT)
        return torch.cos(angle), torch.sin(angle)

    def analyse(self, earlier: Tensor, later: Tensor) -> tuple[Tensor, Tensor]:
        """Halves of windows [B, T, 300] -> real and imaginary parts [B, T, 513] of their windowed spectra."""
        earlier, later = earlier * self.rise, later * self.fall
        if self.tables:
            cos, sin = self._tables()
            turned = earlier.flip(-1)
            return (later + turned) @ cos, (turned - later) @ sin
        spectrum = torch.fft.rfft(F.pad(torch.cat([earlier, later], -1), (OFFSET, OFFSET)))
        return spectrum.real, spectrum.imag

    def synthesise(self, real: Tensor, imag: Tensor) -> tuple[Tensor, Tensor]:
        """Half spectra -> halves [B, T, 300], windowed again for overlap-add."""
        if self.tables:
            cos, sin = self._tables()
            weight = torch.where((self.bins == 0) | (self.bins == BINS - 1), 1.0, 2.0) / FFT
            even, odd = (real * weight) @ cos.T, (imag * weight) @ sin.T
            earlier, later = (even + odd).flip(-1), even - odd
        else:
            y = torch.fft.irfft(torch.complex(real, imag), FFT)[..., OFFSET : OFFSET + WINDOW]
            earlier, later = y[..., :HOP], y[..., HOP:]
        return earlier * self.rise, later * self.fall


class Decoder(nn.Module):
    """The network and the sources together."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.net = FilterNet(config)
        self.spectrum = Spectrum()
        points = torch.linspace(0, config.envelope - 1, WINDOW)
        spread = (1 - (points[None] - torch.arange(config.envelope)[:, None]).abs()).clamp(min=0)
        self.register_buffer("spread", spread, persistent=False)

    def harmonic(self, filters: Tensor, pulses: Tensor) -> tuple[Tensor, Tensor]:
        """filters [B, T, O], pulse blocks [B, T + 1, 300] -> spectra, real and imaginary, [B, T, 513]."""
        real, imag = self.spectrum.analyse(pulses[:, :-1], pulses[:, 1:])
        size = torch.exp(filters[..., :BINS].clamp(max=4))
        angle = filters[..., BINS : 2 * BINS]
        cos, sin = size * torch.cos(angle), size * torch.sin(angle)
        return real * cos - imag * sin, real * sin + imag * cos

    def noise(self, filters: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """As `harmonic`, for modulated noise blocks."""
        envelope = torch.exp(3 * torch.tanh(filters[..., 3 * BINS :] / 3) @ self.spread)
        real, imag = self.spectrum.analyse(noise[:, :-1] * envelope[..., :HOP], noise[:, 1:] * envelope[..., HOP:])
        size = torch.exp(filters[..., 2 * BINS : 3 * BINS].clamp(max=4))
        return real * size, imag * size

    def sound(self, harmonic: tuple[Tensor, Tensor], noise: tuple[Tensor, Tensor], before: Tensor) -> tuple[Tensor, Tensor]:
        """Both spectra, and the half window [B, 300] before them -> blocks [B, T, 300], last half window."""
        earlier, later = self.spectrum.synthesise(harmonic[0] + noise[0], harmonic[1] + noise[1])
        return earlier + torch.cat([before[:, None], later[:, :-1]], 1), later[:, -1]
