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
        length = seen.shape[1] - 2 * LOOK_AHEAD
        x = self.inner(torch.cat([seen[:, i : i + length] for i in range(2 * LOOK_AHEAD + 1)], -1)) * mask
        kept = []
        for i, block in enumerate(self.blocks):
            x, state = block(x, style, mask, None if memory is None else memory[i])
            kept.append(state)
        # A frame outside of the utterance is silent: every magnitude falls by exp(-20).
        return self.outer(F.layer_norm(x, (self.outer.in_features,))) - 20 * (1 - mask), kept


class Spectrum(nn.Module):
    """Windows of 600 samples to half spectra of 1024 bins and back; real arithmetic for export.

    `tables` switches from FFT to matrices that an ONNX runtime folds from two index vectors.
    """

    def __init__(self):
        super().__init__()
        window = torch.sin(torch.pi * (torch.arange(WINDOW) + 0.5) / WINDOW)
        self.register_buffer("window", window, persistent=False)
        self.register_buffer("times", torch.arange(OFFSET, OFFSET + WINDOW), persistent=False)
        self.register_buffer("bins", torch.arange(BINS), persistent=False)
        self.tables = False

    def _tables(self) -> tuple[Tensor, Tensor]:
        angle = (self.times[:, None] * self.bins % FFT).float() * (2 * torch.pi / FFT)
        return torch.cos(angle), torch.sin(angle)

    def analyse(self, windows: Tensor) -> tuple[Tensor, Tensor]:
        """[B, T, 600], already windowed -> real and imaginary parts [B, T, 513]."""
        if self.tables:
            cos, sin = self._tables()
            return windows @ cos, -(windows @ sin)
        spectrum = torch.fft.rfft(F.pad(windows, (OFFSET, OFFSET)))
        return spectrum.real, spectrum.imag

    def synthesise(self, real: Tensor, imag: Tensor) -> Tensor:
        """Half spectra -> [B, T, 600], windowed again for overlap-add."""
        if self.tables:
            cos, sin = self._tables()
            weight = torch.where((self.bins == 0) | (self.bins == BINS - 1), 1.0, 2.0) / FFT
            y = (real * weight) @ cos.T - (imag * weight) @ sin.T
        else:
            y = torch.fft.irfft(torch.complex(real, imag), FFT)[..., OFFSET : OFFSET + WINDOW]
        return y * self.window


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

    def windows(self, blocks: Tensor) -> Tensor:
        """Consecutive blocks [B, T + 1, 300] -> overlapping windowed frames [B, T, 600]."""
        return torch.cat([blocks[:, :-1], blocks[:, 1:]], -1) * self.spectrum.window

    def harmonic(self, filters: Tensor, pulses: Tensor) -> Tensor:
        """filters [B, T, O], pulse blocks [B, T + 1, 300] -> windowed sound [B, T, 600]."""
        real, imag = self.spectrum.analyse(self.windows(pulses))
        size = torch.exp(filters[..., :BINS].clamp(max=4))
        angle = filters[..., BINS : 2 * BINS]
        cos, sin = size * torch.cos(angle), size * torch.sin(angle)
        return self.spectrum.synthesise(real * cos - imag * sin, real * sin + imag * cos)

    def noise(self, filters: Tensor, noise: Tensor) -> Tensor:
        """As `harmonic`, for modulated noise blocks."""
        envelope = torch.exp(3 * torch.tanh(filters[..., 3 * BINS :] / 3) @ self.spread)
        real, imag = self.spectrum.analyse(self.windows(noise) * envelope)
        size = torch.exp(filters[..., 2 * BINS : 3 * BINS].clamp(max=4))
        return self.spectrum.synthesise(real * size, imag * size)


def overlap_add(frames: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
    """Frames [B, T, 600] and the last half frame before them [B, 300] -> blocks [B, T, 300], last half."""
    halves = torch.cat([before[:, None], frames[..., HOP:]], 1)
    return frames[..., :HOP] + halves[:, :-1], halves[:, -1]
