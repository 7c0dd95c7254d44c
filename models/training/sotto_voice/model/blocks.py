"""Building blocks, all on tensors of [batch, time, channels]."""

import torch
import torch.nn.functional as F
from torch import Tensor, nn


def depthwise(x: Tensor, weight: Tensor, left: Tensor) -> Tensor:
    """A depthwise convolution of x [B, T, C], preceded by `left` [B, K - 1, C]; weight [C, 1, K].

    Two-dimensional, with a width of 1: ONNX Runtime has kernels for channels in blocks only for that.
    """
    x = torch.cat([left, x], 1)[:, :, None].permute(0, 3, 1, 2)
    y = F.conv2d(x, weight.to(x.dtype)[..., None], groups=weight.shape[0])
    return y.permute(0, 2, 3, 1).squeeze(2)


def styled_norm(x: Tensor, style: Tensor, width: int) -> Tensor:
    """Layer norm of x [B, T, width], scaled and shifted by style [B, 2 width]: the scale less 1, then the shift."""
    scale, shift = style.split(width, -1)
    if torch.onnx.is_in_onnx_export():  # Graphs have one speaker: the operator takes them in.
        return F.layer_norm(x, (width,), (1 + scale)[0], shift[0])
    return F.layer_norm(x, (width,)) * (1 + scale[:, None]) + shift[:, None]


def masked(x: Tensor, mask: Tensor | None) -> Tensor:
    """x, zero where the mask is."""
    return x if mask is None else x * mask


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

    def forward(
        self, x: Tensor, speaker: Tensor, mask: Tensor | None, left: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """x [B, T, C], speaker [B, S], mask [B, T, 1] or None for ones -> the output and the frames to remember."""
        left = self.memory(x) if left is None else left
        padded = x if self.causal else F.pad(x, (0, 0, 0, self.kernel // 2))
        y = depthwise(padded, self.filter, left) + self.bias
        y = styled_norm(y, self.style(speaker), self.filter.shape[0])
        y = self.down(F.gelu(self.up(y), approximate="tanh"))
        kept = torch.cat([left, x], 1)[:, -(self.kernel - 1) :] if self.causal else left
        return masked(x + self.gain * y, mask), kept


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

    def forward(self, x: Tensor, speaker: Tensor, mask: Tensor | None) -> Tensor:
        """x [B, N, C], mask [B, N, 1] of ones and zeros, or None for ones -> [B, N, C]."""
        width = self.inner.in_features
        y = styled_norm(x, self.style(speaker), width)
        q, k, v = self.inner(y).unflatten(-1, (3, self.heads, width // self.heads)).permute(2, 0, 3, 1, 4).unbind(0)
        weights = q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5
        if mask is not None:
            weights = weights + (mask.transpose(1, 2)[:, None] - 1) * 1e4
        y = (weights.softmax(-1).to(v.dtype) @ v).transpose(1, 2).flatten(2)
        return masked(x + self.outer(y), mask)
