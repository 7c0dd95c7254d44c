"""Prosody: symbols spread over their frames -> pitch, voicing, energy and decoder features.

Runs once over a sentence, at 40 Hz, with convolutions that see both ways: all of it is known
as soon as the text is. Style is applied here, where pitch and energy are explicit.
"""

import torch
from torch import Tensor, nn

from .blocks import Block, masked
from .config import MEAN_LOG_F0, SPEAKER_COLUMNS, Config

PROSODY_KERNEL = 9
"""Frames of 40 Hz that one block sees; each looks half of it either way."""


class ProsodyNet(nn.Module):
    """Vectors at 40 Hz -> six prosody values (two frames of pitch, voicing, energy) and features."""

    def __init__(self, config: Config):
        super().__init__()
        c = config
        self.speaker = nn.Linear(SPEAKER_COLUMNS, c.speaker_width)
        self.position = nn.Linear(4, c.text_width)
        self.blocks = nn.ModuleList(
            Block(c.text_width, c.prosody_hidden, PROSODY_KERNEL, c.speaker_width, causal=False) for _ in range(c.prosody_layers)
        )
        self.dropout = nn.Dropout(0.1)
        self.heads = nn.Linear(c.text_width, 6)
        self.features = nn.Linear(c.text_width, c.features)

    def forward(self, h: Tensor, place: Tensor, speaker: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """h [B, F, C] spread, place [B, F, 4], mask [B, F, 1] or None for ones -> prosody [B, 2F, 3], features [B, F, 128].

        Prosody columns: ln F0 less MEAN_LOG_F0, voicing logit, energy.
        """
        style = self.speaker(speaker)
        x = masked(self.dropout(h + self.position(place)), mask)
        for block in self.blocks:
            x, _ = block(x, style, mask)
        prosody = self.heads(x).float().reshape(x.shape[0], -1, 3)
        return prosody * torch.tensor([0.3, 4.0, 4.0], device=x.device), self.features(x)


def places(index: Tensor, length: Tensor) -> Tensor:
    """Where a frame lies: index within its symbol and the symbol's length [B, F] -> [B, F, 4]."""
    index, length = index.float(), length.float().clamp(min=1)
    left = (length - 1 - index).clamp(min=0)
    return torch.stack([(index + 0.5) / length, torch.log(length), 1 / (1 + index), 1 / (1 + left)], -1)


def apply_style(prosody: Tensor, mask: Tensor, style: Tensor) -> tuple[Tensor, Tensor]:
    """Turn predictions and style into what the decoder takes.

    prosody [B, 2F, 3]; mask [B, 2F]; style [B, 3] = pitch shift in semitones, range of the
    pitch around the sentence's mean (1 = as learnt), shift of energy (0 = as learnt).
    Returns F0 in Hz with zeros where unvoiced, and energy, both [B, 2F].
    """
    log_f0, voiced = prosody[..., 0], (prosody[..., 1] > 0).float() * mask
    mean = (log_f0 * voiced).sum(1, keepdim=True) / voiced.sum(1, keepdim=True).clamp(min=1)
    shifted = mean + (log_f0 - mean) * style[:, 1:2] + style[:, :1] * 0.05776227
    return torch.exp(shifted + MEAN_LOG_F0).clamp(40, 600) * voiced, prosody[..., 2] + style[:, 2:3]
