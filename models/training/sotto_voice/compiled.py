"""Compilation of the parts of a step whose shapes never change; a third less CPU time."""

from collections.abc import Callable

import torch

from .losses import SpectralDistance
from .model.voice import Voice
from .steps import MARGIN, draw_twice

RECOMPILE_LIMIT = 64
"""Each loss is compiled once per resolution and per pattern of gradients; the default of 8 is too few."""


def compile_parts(voice: Voice, distance: SpectralDistance, crop: int) -> Callable:
    """Compile the networks of crops and the losses in place; returns the compiled renderer."""
    torch._dynamo.config.recompile_limit = RECOMPILE_LIMIT
    voice.decoder.net.forward = torch.compile(voice.decoder.net.forward, dynamic=False)
    whole, window = voice.prosody.forward, torch.compile(voice.prosody.forward, dynamic=False)
    frames = crop // 2 + 1 + 2 * MARGIN

    def read(h, *rest):
        return (window if h.shape[1] == frames else whole)(h, *rest)

    voice.prosody.forward = read
    for name in ("magnitudes", "between", "phase"):
        setattr(distance, name, torch.compile(getattr(distance, name), dynamic=False))
    return torch.compile(draw_twice, dynamic=False)
