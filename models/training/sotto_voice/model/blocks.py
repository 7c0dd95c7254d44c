"""Building blocks, all on tensors of [batch, time, channels]."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def depthwise(x: Tensor, weight: Tensor, left: Tensor) -> Tensor:
    """A depthwise convolution of x [B, T, C], preceded by `left` [B, K - 1, C]; weight [C, 1, K].

    Written as shifted multiply-adds over contiguous channels: on a CPU that is faster than
    transposing to a grouped convolution and back.
    """
    x = torch.cat([left, x], 1).transpose(1, 2)
    return F.conv1d(x, weight.to(x.dtype), groups=weight.shape[0]).transpose(1, 2)


class Block(nn.Module):
    """ConvNeXt block (Liu et al. 2022) whose norm is scaled and shifted by the speaker.

    `causal` decides where the kernel lies; a causal block takes and returns the frames that
    it must remember.
    """

    def __init__(self, width: int, hidden: int, kernel: int, speaker: int, causal: bool):
        super().__init__()
        self.kernel, self.causal = kernel, causal
        self.filter = nn.Parameter(torch.randn(width, 1, kernel) / kernel**0.5)
        self.bias = nn.Parameter(torch.zeros(width))
        self.style = nn.Linear(speaker, 2 * width)
        self.up = nn.Linear(width, hidden)
        self.down = nn.Linear(hidden, width)
        self.gain = nn.Parameter(torch.full((width,), 0.3))
        nn.init.normal_(self.style.weight, std=0.02)
        nn.init.zeros_(self.style.bias)

    def memory(self, x: Tensor) -> Tensor:
        """The zero frames that stand before the start."""
        before = self.kernel - 1 if self.causal else self.kernel // 2
        return x.new_zeros(x.shape[0], before, x.shape[2])

    def forward(self, x: Tensor, speaker: Tensor, mask: Tensor, left: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """x [B, T, C], speaker [B, S], mask [B, T, 1] -> the output and the frames to remember."""
        left = self.memory(x) if left is None else left
        padded = x if self.causal else F.pad(x, (0, 0, 0, self.kernel // 2))
        scale, shift = self.style(speaker)[:, None].chunk(2, -1)
        y = depthwise(padded, self.filter, left) + self.bias
        y = F.layer_norm(y, self.filter.shape[:1]) * (1 + scale) + shift
        y = self.down(F.gelu(self.up(y), approximate="tanh"))
        kept = torch.cat([left, x], 1)[:, -(self.kernel - 1) :] if self.causal else left
        return (x + self.gain * y) * mask, kept


class Attention(nn.Module):
    """Self-attention over the symbols of one sentence, with no positions of its own."""

    def __init__(self, width: int, heads: int, speaker: int):
        super().__init__()
        self.heads = heads
        self.style = nn.Linear(speaker, 2 * width)
        self.inner = nn.Linear(width, 3 * width)
        self.outer = nn.Linear(width, width)
        nn.init.normal_(self.style.weight, std=0.02)
        nn.init.zeros_(self.style.bias)

    def forward(self, x: Tensor, speaker: Tensor, mask: Tensor) -> Tensor:
        """x [B, N, C], mask [B, N, 1] of ones and zeros -> [B, N, C]."""
        scale, shift = self.style(speaker)[:, None].chunk(2, -1)
        y = F.layer_norm(x, (self.inner.in_features,)) * (1 + scale) + shift
        batch, length, width = x.shape
        q, k, v = self.inner(y).view(batch, length, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        weights = q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5
        weights = (weights + (mask.transpose(1, 2)[:, None] - 1) * 1e4).softmax(-1)
        y = (weights.to(v.dtype) @ v).transpose(1, 2).reshape(batch, length, width)
        return (x + self.outer(y)) * mask
