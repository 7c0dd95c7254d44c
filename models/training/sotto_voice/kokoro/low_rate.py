"""The decoder's low-rate part: text features, pitch and energy -> what the generator hears.

It costs about a thirteenth of the generator and decides what all that follows sounds like. So it hears a
sentence at once, in one call with `first` and `last` set, and its norms take mean and variance over
the sentence, as published: with frozen norms here, too, the sound correlates 0.92 with the published
graph's, without 0.97. Five residual blocks of two convolutions over three columns each, four at 40 Hz and the last one
half at 80 Hz (StyleTTS 2's decoder, Li et al. 2023).
"""

import numpy as np

from .builder import Builder, Weights
from .conditioning import is_generators
from .published import PREFIX
from .streaming import Streams

SCOPE = "/decoder/decoder/"
FEATURES, HIDDEN, OUT = 512, 1024, 512
CONTEXT = 64 + 2
"""Channels that every block but the first hears beside the block before: features, pitch, energy."""
EPSILON = 1e-5
ROOT = np.array([1 / np.sqrt(2)], np.float32)


def build(weights: Weights) -> Builder:
    """features [1, n, 512], f0 and energy [1, 2n] -> hidden [1, columns at 80 Hz, 512]."""
    b = Builder("kokoro-low-rate", weights)
    s = Streams(b)
    norms = [n for n in weights.published.norms() if not is_generators(n)]
    total = sum(n.channels for n in norms)
    sizes = b.ints(*(n.channels for n in norms))
    split = lambda name: b.op("Split", b.input(name, [total]), sizes, outputs=len(norms), axis=0)
    affine = dict(zip((n.name for n in norms), zip(split("scale"), split("shift"), strict=True), strict=True))
    features = b.op("Transpose", b.input("features", [1, "n", FEATURES]), perm=[0, 2, 1])
    features = b.op("Unsqueeze", features, b.ints(2))
    pitch, energy = (_halved(s, *names) for names in (("f0", "Mul_output_0", "F0_conv"), ("energy", "Mul_1_output_0", "N_conv")))
    x = b.op("Concat", features, pitch, energy, axis=1)
    x = _block(s, affine, x, "encode", FEATURES + 2, HIDDEN)
    conv = b.weight(f"{SCOPE}asr_res/Mul_output_0", [64, FEATURES, 1, 1])
    heard = b.op("Conv", features, conv, b.weight(f"{PREFIX}asr_res.0.bias"))
    context = b.op("Concat", heard, pitch, energy, axis=1)
    for i in range(4):
        context = s.delayed(context, CONTEXT, x)
        x = b.op("Concat", x, context, axis=1)
        x = _block(s, affine, x, f"decode.{i}", HIDDEN + CONTEXT, OUT if i == 3 else HIDDEN, doubles=i == 3)
    hidden = b.op("Transpose", b.op("Squeeze", x, b.ints(2)), perm=[0, 2, 1])
    b.output("hidden", hidden, [1, "columns", OUT])
    return b


def _halved(s: Streams, name: str, weight: str, conv: str) -> str:
    """A track at 80 Hz -> one learnt channel at 40 Hz."""
    track = s.b.op("Unsqueeze", s.b.input(name, [1, "n2"]), s.b.ints(1, 2))
    kernel = s.b.weight(f"{SCOPE}{weight}", [1, 1, 1, 3])
    return s.strided(track, kernel, s.b.weight(f"{PREFIX}{conv}.bias"), 1, kernel=3, stride=2, pad=1, keep=1, after=0)


def _norm(b: Builder, affine: dict, name: str, x: str) -> str:
    """A norm over the whole sentence and its leaky rectifier."""
    y = b.op("InstanceNormalization", x, *affine[name], epsilon=EPSILON)
    return b.op("LeakyRelu", y, alpha=0.2)


def _block(s: Streams, affine: dict, x: str, name: str, inputs: int, outputs: int, doubles: bool = False) -> str:
    """One residual block; `doubles` goes from 40 to 80 columns a second."""
    b, scope = s.b, f"{SCOPE}{name}/"
    first, second, short = (f"{scope}Mul_{i}_output_0" if i else f"{scope}Mul_output_0" for i in ((1, 2, 3) if doubles else (0, 1, 2)))
    y = _norm(b, affine, f"{name}.norm1", x)
    if doubles:
        kernel = b.weight(f"{scope}Mul_output_0", [inputs, 1, 1, 3])
        y = s.transposed(y, kernel, b.weight(f"{PREFIX}{name}.pool.bias"), inputs, kernel=3, stride=2, pad=1, group=inputs)
    bias = lambda conv: b.weight(f"{PREFIX}{name}.{conv}.bias")
    y = s.conv(y, b.weight(first, [outputs, inputs, 1, 3]), bias("conv1"), inputs, 3)
    y = _norm(b, affine, f"{name}.norm2", y)
    y = s.conv(y, b.weight(second, [outputs, outputs, 1, 3]), bias("conv2"), outputs, 3)
    straight = b.op("Conv", x, b.weight(short, [outputs, inputs, 1, 1]))
    if doubles:
        straight = _repeated(b, straight, outputs)
    y = b.op("Add", y, s.delayed(straight, outputs, y))
    return b.op("Mul", y, b.constant(ROOT))


def _repeated(b: Builder, x: str, channels: int) -> str:
    """Every column twice."""
    pairs = b.op("Expand", b.op("Transpose", x, perm=[0, 1, 3, 2]), b.ints(1, 1, 1, 2))
    return b.op("Reshape", pairs, b.ints(1, channels, 1, -1))


