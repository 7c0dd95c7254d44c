"""The whole voice in one module, as it is trained and saved."""

import torch
from torch import Tensor, nn

from .config import Config
from .decoder import Decoder
from .prosody import ProsodyNet, places
from .text import TextEncoder


def spread(durations: Tensor, at: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Durations int [B, N], frames [B, F] -> symbol index, index in the symbol, its length, each [B, F].

    Frames beyond the end point at the last symbol, frames before the start at the first.
    """
    ends = torch.cumsum(durations, 1)
    symbol = torch.searchsorted(ends, at, right=True).clamp(max=durations.shape[1] - 1)
    start = torch.gather(ends - durations, 1, symbol)
    return symbol, (at - start).clamp(min=0), torch.gather(durations, 1, symbol)


class Voice(nn.Module):
    """Text encoder, prosody and decoder."""

    def __init__(self, config: Config):
        super().__init__()
        self.config = config
        self.text = TextEncoder(config)
        self.prosody = ProsodyNet(config)
        self.decoder = Decoder(config)

    def read(
        self, ids: Tensor, durations: Tensor, speaker: Tensor, first: Tensor | None = None, length: int = 0
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Teacher-forced reading of padded sentences, or of a window of each.

        ids and durations int [B, N], zero durations where padded; speaker [B, 256]; `first` [B]
        and `length` in 40 Hz frames choose the window (all frames where None).
        Returns duration logits [B, N, D], prosody [B, 2F, 3], features [B, F, C].
        """
        h, logits = self.text(ids, speaker, (durations > 0).float()[..., None])
        total = durations.sum(1)
        if first is None:
            first, length = torch.zeros_like(total), int(total.max())
        at = first[:, None] + torch.arange(length, device=ids.device)[None]
        mask = ((at >= 0) & (at < total[:, None])).float()[..., None]
        symbol, index, size = spread(durations, at)
        spread_h = torch.gather(h, 1, symbol[..., None].expand(-1, -1, h.shape[-1]))
        prosody, features = self.prosody(spread_h, places(index, size), speaker, mask)
        return logits, prosody, features
