"""The graph of what a voice says to the decoder: each frozen norm as one multiplication and one addition.

A norm takes (x - mean) / deviation * (1 + gamma) + beta, gamma and beta being linear in the style.
With mean and deviation (the root of variance + 1e-5) frozen that is x * scale + shift, once an utterance. Where a
Snake follows (x + sin(alpha x)^2 / alpha), alpha is multiplied in too, and divided out by the
weights of the convolution behind it. The norms of the low-rate part, which hears a whole sentence at
once, are not frozen: they get 1 + gamma and beta.
"""

import numpy as np

from .builder import Builder, Weights
from .published import PREFIX, SUFFIX, Norm

STYLE_COLUMNS = 128
"""The first half of a style row; the other half is the encoder's."""


def is_generators(norm: Norm) -> bool:
    """Whether the norm belongs to the generator, not to the low-rate part."""
    return norm.name.startswith("generator.")


def alpha_name(norm: Norm) -> str:
    """The Snake parameter behind a generator's norm."""
    return f"{PREFIX}{norm.name.replace('adain', 'alpha')}"


def build(weights: Weights) -> Builder:
    """style [1, 256], mean and deviation [channels of the generator's norms] -> scale and shift of both parts."""
    b = Builder("kokoro-conditioning", weights)
    norms = weights.published.norms()
    frozen = [n for n in norms if is_generators(n)]
    style = b.slice(b.input("style", [1, 256]), b.ints(0), b.ints(STYLE_COLUMNS), 1)
    sizes, total = b.ints(*(n.channels for n in frozen)), sum(n.channels for n in frozen)
    split = lambda name: b.op("Split", b.input(name, [total]), sizes, outputs=len(frozen), axis=0)
    parts = {
        "low_rate": [_linear(b, n, style) for n in norms if not is_generators(n)],
        "generator": [_frozen(b, *args, style) for args in zip(frozen, split("mean"), split("deviation"), strict=True)],
    }
    for part, pairs in parts.items():
        for i, what in enumerate(("scale", "shift")):
            b.output(f"{part}_{what}", b.op("Concat", *(pair[i] for pair in pairs), axis=0), [None])
    return b


def _linear(b: Builder, norm: Norm, style: str) -> tuple[str, str]:
    """1 + gamma and beta."""
    stem = f"{PREFIX}{norm.name}{SUFFIX}"
    both = b.op("Gemm", style, b.weight(stem), b.weight(stem.replace(".weight", ".bias")), transB=1)
    gamma, beta = b.op("Split", b.op("Reshape", both, b.ints(-1)), b.ints(norm.channels, norm.channels), outputs=2, axis=0)
    return b.op("Add", gamma, b.constant(np.array([1], np.float32))), beta


def _frozen(b: Builder, norm: Norm, mean: str, deviation: str, style: str) -> tuple[str, str]:
    """The multiplication and the addition that a frozen norm comes to."""
    scale, shift = _linear(b, norm, style)
    scale = b.op("Div", scale, deviation)
    shift = b.op("Sub", shift, b.op("Mul", mean, scale))
    alpha = b.op("Reshape", b.weight(alpha_name(norm)), b.ints(-1))
    return b.op("Mul", scale, alpha), b.op("Mul", shift, alpha)
