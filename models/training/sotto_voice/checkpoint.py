"""Checkpoints: weights, their running average and the optimizer, replaced all or nothing."""

import copy
from pathlib import Path

import torch

from .graph_weights import load_weights
from .model.config import Config
from .model.voice import Voice

DECAY = 0.998


class Average:
    """Exponential moving average of a voice's weights; what is exported and judged."""

    def __init__(self, voice: Voice):
        self.shadow = copy.deepcopy(voice).requires_grad_(False).eval()

    @torch.no_grad()
    def update(self, voice: Voice, step: int) -> None:
        """Move towards the weights; faster in the first steps."""
        rate = 1 - min(DECAY, (step + 1) / (step + 10))
        torch._foreach_lerp_(list(self.shadow.parameters()), list(voice.parameters()), rate)


def save(path: Path, voice: Voice, average: Average, optimizer: torch.optim.Optimizer, step: int) -> None:
    """Write beside `path`, then rename over it."""
    partial = path.with_suffix(".partial")
    torch.save(
        {
            "config": voice.config.to_dict(),
            "step": step,
            "voice": voice.state_dict(),
            "average": average.shadow.state_dict(),
            "optimizer": optimizer.state_dict(),
        },
        partial,
    )
    partial.replace(path)


def load(path: Path, voice: Voice, average: Average, optimizer: torch.optim.Optimizer) -> int:
    """Restore all three; returns the number of steps done."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    voice.load_state_dict(state["voice"])
    average.shadow.load_state_dict(state["average"])
    optimizer.load_state_dict(state["optimizer"])
    return state["step"]


def begin_from(path: Path, voice: Voice, average: Average) -> None:
    """Start a new run from the averaged weights of another run's checkpoint, or from a folder of exported graphs.

    Raises ValueError if its sizes differ.
    """
    if path.is_dir():
        load_weights(path, voice)
        average.shadow.load_state_dict(voice.state_dict())
        return
    state = torch.load(path, map_location="cpu", weights_only=True)
    if state["config"] != voice.config.to_dict():
        raise ValueError(f"{path.name}: its networks have other sizes")
    voice.load_state_dict(state["average"])
    average.shadow.load_state_dict(state["average"])


def load_voice(path: Path) -> tuple[Voice, int]:
    """The averaged voice of a checkpoint, ready for use, and its step."""
    state = torch.load(path, map_location="cpu", weights_only=True)
    voice = Voice(Config(**state["config"]))
    voice.load_state_dict(state["average"])
    return voice.requires_grad_(False).eval(), state["step"]
