"""Text encoder: symbols and speaker -> one vector and one duration per symbol."""

import torch
from torch import Tensor, nn

from .blocks import Attention, Block, masked
from .config import SPEAKER_COLUMNS, Config


class TextEncoder(nn.Module):
    """Convolutions for neighbours, attention for the sentence (is it a question?).

    Durations are an ordinal prediction as in StyleTTS 2: the sum of probabilities that the
    symbol lasts longer than 0, 1, 2, ... frames.
    """

    def __init__(self, config: Config):
        super().__init__()
        c = config
        self.speaker = nn.Linear(SPEAKER_COLUMNS, c.speaker_width)
        self.embedding = nn.Embedding(c.symbols, c.text_width)
        self.position = nn.Linear(2, c.text_width)
        self.blocks = nn.ModuleList(
            Block(c.text_width, c.text_hidden, 5, c.speaker_width, causal=False) for _ in range(c.text_layers)
        )
        self.attention = nn.ModuleList(
            Attention(c.text_width, c.heads, c.speaker_width) for _ in range(c.text_layers // 2)
        )
        self.dropout = nn.Dropout(0.1)
        self.duration = nn.Sequential(
            nn.Linear(c.text_width + c.speaker_width, c.text_width), nn.GELU(), nn.Linear(c.text_width, c.duration_max)
        )

    def forward(self, ids: Tensor, speaker: Tensor, mask: Tensor | None) -> tuple[Tensor, Tensor]:
        """ids int [B, N], speaker [B, 256], mask [B, N, 1] or None for ones -> vectors [B, N, C], logits [B, N, D]."""
        style = self.speaker(speaker)
        counted = torch.ones_like(ids, dtype=torch.float32)[..., None] if mask is None else mask
        after = torch.cumsum(counted, 1)
        before = counted.sum(1, keepdim=True) - after
        places = torch.log(torch.cat([after, before], -1).clamp(min=0) + 1) - 2
        x = masked(self.dropout(self.embedding(ids) + self.position(places)), mask)
        for i, block in enumerate(self.blocks):
            x, _ = block(x, style, mask)
            if i % 2:
                x = self.attention[i // 2](x, style, mask)
        seen = torch.cat([x, style[:, None].expand(-1, x.shape[1], -1)], -1)
        return x, self.duration(seen)


def expected_durations(logits: Tensor) -> Tensor:
    """Ordinal logits [..., D] -> frames of 40 Hz [...], at least a little over zero."""
    return torch.sigmoid(logits.float()).sum(-1)
