"""One training step's forward passes: prosody over whole sentences, sound over crops."""

from collections.abc import Callable
from dataclasses import replace

import torch
from torch import Tensor

from .data import Batch, voiced
from .losses import SpectralDistance, duration_loss, prosody_loss, sound_loss
from .model.config import HOP, LOOK_AHEAD
from .model.decoder import Decoder, frame_inputs
from .model.excitation import excite
from .model.voice import Voice

WARM_UP = 8
"""Frames ahead of a crop that fill the decoder's memory and are not judged."""
MARGIN = 26
"""40 Hz frames either side of a crop that the prosody network reads; its view is 24."""
PREDICTED_ENERGY = 0.3
"""Part of the sentences whose decoder hears the predicted energy in place of the teacher's."""


def read_losses(batch: Batch, logits: Tensor, prosody: Tensor) -> dict[str, Tensor]:
    """Durations, pitch, voicing and energy."""
    return {
        **duration_loss(logits, batch.durations),
        **prosody_loss(prosody, batch.log_f0, batch.trust, voiced(batch.f0), batch.energy, batch.mask),
    }


def prosody_total(losses: dict[str, Tensor]) -> Tensor:
    """The weighted sum of `read_losses`."""
    return (
        0.2 * losses["duration_ce"]
        + 0.2 * losses["duration_frames"]
        + 4.0 * losses["f0"]
        + 4.0 * losses["f0_slope"]
        + 0.5 * losses["voicing"]
        + 0.3 * losses["energy"]
    )


def window(x: Tensor, first: Tensor, length: int) -> Tensor:
    """x [B, T, ...] -> frames first[b] .. first[b] + length - 1, zeros outside, [B, length, ...]."""
    at = first[:, None] + torch.arange(length)[None]
    inside = (at >= 0) & (at < x.shape[1])
    at = at.clamp(0, x.shape[1] - 1)
    shape = (*at.shape, *[1] * (x.dim() - 2))
    taken = torch.gather(x, 1, at.view(shape).expand(*at.shape, *x.shape[2:]))
    return taken * inside.view(shape).to(x.dtype)


def speak_crop(
    voice: Voice, batch: Batch, features: Tensor, prosody: Tensor, crop: int, render: Callable | None = None
) -> tuple[Tensor, Tensor]:
    """Two draws of the crops' sound, [B, crop * 300] each, teacher-forced in pitch and phase."""
    mask = batch.mask
    use = (torch.rand(mask.shape[0], 1) < PREDICTED_ENERGY).float()
    energy = torch.where(use > 0, prosody[..., 2].detach(), batch.energy)
    seen = frame_inputs(features.repeat_interleave(2, 1), batch.f0, energy, batch.phase, mask)
    first, length = batch.start - WARM_UP, crop + WARM_UP
    seen = window(seen, first - LOOK_AHEAD, length + 2 * LOOK_AHEAD)
    filters, _ = voice.decoder.net(seen, batch.speaker, window(mask, first, length))
    f0 = window(batch.f0 * mask, batch.start - 2, crop + 3)
    phase = window(batch.phase, batch.start - 2, 1)[:, 0]
    return (render or draw_twice)(voice.decoder, f0, phase, filters[:, WARM_UP - 1 :].float())


def draw_twice(decoder: Decoder, f0: Tensor, phase: Tensor, filters: Tensor) -> tuple[Tensor, Tensor]:
    """Filters of frames start - 1 .. start + crop - 1 -> two draws, in float32.

    f0 [B, crop + 3] and phase [B] float64 begin at frame start - 2.
    """
    with torch.autocast("cpu", enabled=False):
        pulses, modulation, _ = excite(f0[:, 1:], f0[:, 0], phase)
        harmonic = decoder.harmonic(filters, pulses)
        still = filters.new_zeros(filters.shape[0], HOP)
        draws = []
        for _ in range(2):
            noise = decoder.noise(filters, torch.randn_like(modulation) * modulation)
            blocks, _ = decoder.sound(harmonic, noise, still)
            draws.append(blocks[:, 1:].flatten(1))
        return draws[0], draws[1]


def mixed_precision() -> torch.autocast:
    """bf16 where the processor multiplies it, three times as fast; elsewhere it would be slower than float32."""
    return torch.autocast("cpu", torch.bfloat16, enabled=torch.backends.cpu.get_cpu_capability().startswith("AVX512"))


def losses_of(
    voice: Voice, distance: SpectralDistance, batch: Batch, crop: int, ffts: list[int], phase: float, render: Callable | None = None
) -> tuple[Tensor, dict[str, Tensor]]:
    """The total to minimise and its parts; without a crop only prosody counts, of whole sentences.

    With one, prosody is read and judged in a window around it, to save time.
    """
    with mixed_precision():
        if crop:
            first = torch.div(batch.start, 2, rounding_mode="floor") - MARGIN
            length = crop // 2 + 1 + 2 * MARGIN
            batch = shifted(batch, 2 * first, 2 * length)
            logits, prosody, features = voice.read(batch.ids, batch.durations, batch.speaker, first, length)
            y, y2 = speak_crop(voice, batch, features, prosody, crop, render)
        else:
            logits, prosody, _ = voice.read(batch.ids, batch.durations, batch.speaker)
    parts = read_losses(batch, logits, prosody)
    total = prosody_total(parts)
    if crop:
        parts |= sound_loss(distance, batch.sound, y, y2, ffts, phase)
        total = 0.5 * total + parts["sound_total"]
    return total, parts


def shifted(batch: Batch, first: Tensor, length: int) -> Batch:
    """The batch with its 80 Hz arrays cut to a window and crops counted from the window's start."""
    arrays = {k: window(getattr(batch, k), first, length) for k in ("f0", "log_f0", "trust", "energy", "mask", "phase")}
    return replace(batch, start=batch.start - first, **arrays)
