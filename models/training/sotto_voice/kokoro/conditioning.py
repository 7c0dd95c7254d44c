"""The graph of what a voice says to the decoder: each norm as one multiplication and one addition.

A norm takes (x - mean) / deviation * (1 + gamma) + beta, gamma and beta being linear in the style.
With mean and deviation (the root of variance + 1e-5) frozen that is x * scale + shift, once an utterance. Where a
Snake follows (x + sin(alpha x)^2 / alpha), alpha is multiplied in too, and divided out by the
weights of the convolution behind it.
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
    """style [1, 256], mean and deviation [channels of all norms] -> scale and shift of both parts."""
    b = Builder("kokoro-conditioning", weights)
    norms = weights.published.norms()
    total = sum(n.channels for n in norms)
    style = b.slice(b.input("style", [1, 256]), b.ints(0), b.ints(STYLE_COLUMNS), 1)
    sizes = b.ints(*(n.channels for n in norms))
    means = b.op("Split", b.input("mean", [total]), sizes, outputs=len(norms), axis=0)
    deviations = b.op("Split", b.input("deviation", [total]), sizes, outputs=len(norms), axis=0)
    parts: dict[bool, list[tuple[str, str]]] = {False: [], True: []}
    for norm, mean, deviation in zip(norms, means, deviations, strict=True):
        parts[is_generators(norm)].append(_affine(b, norm, style, mean, deviation))
    for generators, prefix in ((False, "low_rate"), (True, "generator")):
        for i, what in enumerate(("scale", "shift")):
            joined = b.op("Concat", *(pair[i] for pair in parts[generators]), axis=0)
            b.output(f"{prefix}_{what}", joined, [None])
    return b


def _affine(b: Builder, norm: Norm, style: str, mean: str, deviation: str) -> tuple[str, str]:
    stem = f"{PREFIX}{norm.name}{SUFFIX}"
    both = b.op("Gemm", style, b.weight(stem), b.weight(stem.replace(".weight", ".bias")), transB=1)
    gamma, beta = b.op("Split", b.op("Reshape", both, b.ints(-1)), b.ints(norm.channels, norm.channels), outputs=2, axis=0)
    scale = b.op("Div", b.op("Add", gamma, b.constant(np.array([1], np.float32))), deviation)
    shift = b.op("Sub", beta, b.op("Mul", mean, scale))
    if is_generators(norm):
        alpha = b.op("Reshape", b.weight(alpha_name(norm)), b.ints(-1))
        scale, shift = b.op("Mul", scale, alpha), b.op("Mul", shift, alpha)
    return scale, shift
