"""The generator, streaming: hidden columns at 80 Hz and the source's phase -> samples at 24 kHz.

iSTFTNet (Kaneko et al. 2022) with a harmonic source (Wang et al. 2019), Snake activations (Ziyin et
al. 2020) and adaptive norms, as in StyleTTS 2. Two stages raise the rate to 800 and 4,800 columns a
second; in each the source's spectrum is added and three stacks of convolutions over 3, 7 and 11
columns are averaged; an inverse STFT of 20 samples with a hop of 5 ends it.
"""

import numpy as np

from .builder import EVERYTHING, Builder, Weights
from .conditioning import alpha_name, is_generators
from .published import PREFIX, Norm
from .streaming import TIME, Streams

SCOPE = "/decoder/decoder/generator/"
NAMES = f"{PREFIX}generator."
HARMONICS = 9
FRAME_SAMPLES = 300
FFT, HOP, BINS = 20, 5, 11
KERNELS = (3, 7, 11)
DILATIONS = (1, 3, 5)
AMPLITUDE = np.float32(0.1)


class Generator:
    """Builds the graph: hidden [1, n, 512], phase, before, after [1, n, 9], voiced [1, n] -> audio [1, samples]."""

    def __init__(self, weights: Weights):
        self.b = Builder("kokoro-generator", weights)
        self.s = Streams(self.b)
        norms = [n for n in weights.published.norms() if is_generators(n)]
        self.norms = {n.name.removeprefix("generator."): n for n in norms}
        total, sizes = sum(n.channels for n in norms), self.b.ints(*(n.channels for n in norms))
        split = lambda name: self.b.op("Split", self.b.input(name, [total]), sizes, outputs=len(norms), axis=0)
        self.affine = dict(zip(self.norms, zip(split("scale"), split("shift"), strict=True), strict=True))

    def build(self) -> Builder:
        """The whole graph."""
        b, s = self.b, self.s
        spectrum = self._spectrum(self._source())
        weight = b.weight(f"{NAMES}noise_convs.0.weight", [256, 22, 1, 12])
        noise = s.strided(spectrum, weight, b.weight(f"{NAMES}noise_convs.0.bias"), 22, kernel=12, stride=6, pad=3, keep=8, after=3)
        hidden = b.op("Transpose", b.input("hidden", [1, "n", 512]), perm=[0, 2, 1])
        x = b.op("LeakyRelu", b.op("Unsqueeze", hidden, b.ints(2)), alpha=0.1)
        kernel = b.weight(f"{SCOPE}Mul_output_0", [512, 256, 1, 20])
        x = s.transposed(x, kernel, b.weight(f"{NAMES}ups.0.bias"), 512, kernel=20, stride=10, pad=5)
        x = self._stage(x, noise, 0, 256)
        x = b.op("LeakyRelu", x, alpha=0.1)
        kernel = b.weight(f"{SCOPE}Mul_1_output_0", [256, 128, 1, 12])
        x = s.transposed(x, kernel, b.weight(f"{NAMES}ups.1.bias"), 256, kernel=12, stride=6, pad=3)
        # The published graph reflects one column at the begin: it needs one more than six times those before.
        x = b.op("Concat", b.slice(x, b.ints(1), s.times(s.first, 1, 1), TIME), x, axis=TIME)
        weight = b.weight(f"{NAMES}noise_convs.1.weight", [128, 22, 1, 1])
        noise = b.op("Conv", spectrum, weight, b.weight(f"{NAMES}noise_convs.1.bias"))
        x = self._stage(x, noise, 1, 128)
        x = b.op("LeakyRelu", x, alpha=0.01)
        weight = b.weight(f"{SCOPE}Mul_2_output_0", [22, 128, 1, 7])
        x = s.conv(x, weight, b.weight(f"{NAMES}conv_post.bias"), 128, 7)
        b.output("audio", self._inverse(x), [1, "samples"])
        return b

    def _source(self) -> str:
        """Nine sines through a linear layer and tanh, [1, samples].

        `phase` is in cycles at the middle of each frame, `before` and `after` the cycles from the
        middle of the frame before and to that of the frame after: between them it is linear.
        """
        b = self.b
        per_frame = lambda name: b.op("Unsqueeze", b.input(name, [1, "n", HARMONICS]), b.ints(2))
        phase, before, after = per_frame("phase"), per_frame("before"), per_frame("after")
        at = (np.arange(FRAME_SAMPLES, dtype=np.float32) + np.float32(0.5)) / FRAME_SAMPLES - np.float32(0.5)
        weight = lambda values: b.constant(values.astype(np.float32).reshape(1, 1, -1, 1))
        cycles = b.op("Add", phase, b.op("Mul", before, weight(np.minimum(at, 0))))
        cycles = b.op("Add", cycles, b.op("Mul", after, weight(np.maximum(at, 0))))
        sines = b.op("Sin", b.op("Mul", cycles, b.constant(np.array([2 * np.pi], np.float32))))
        sines = b.op("Mul", sines, b.constant(np.array([AMPLITUDE])))
        voiced = b.op("Unsqueeze", b.input("voiced", [1, "n"]), b.ints(2, 3))
        sines = b.op("Reshape", b.op("Mul", sines, voiced), b.ints(1, -1, HARMONICS))
        mixed = b.op("MatMul", sines, b.weight("onnx::MatMul_6993"))
        mixed = b.op("Add", b.weight(f"{NAMES}m_source.l_linear.bias"), mixed)
        return b.op("Squeeze", b.op("Tanh", mixed), b.ints(2))

    def _spectrum(self, source: str) -> str:
        """Magnitudes and phases of the source, [1, 22, 1, columns], reflected at both ends.

        The operator is the published graph's own: where the source is silent (a constant) the phases
        are those of its rounding errors, and the model has learnt them.
        """
        b, s = self.b, self.s
        half = FFT // 2
        state = b.state("s_source", [1, 0], 1)
        begin = b.slice(source, s.times(s.first, half), b.ints(0), 1, -1)
        end = b.slice(source, b.ints(-2), s.times(s.last, -half, -2), 1, -1)
        whole = b.op("Concat", state, begin, source, end, axis=1)
        b.next_state(state, b.slice(whole, b.ints(HOP - FFT), b.ints(EVERYTHING), 1))
        window = b.weight(f"{SCOPE}Constant_17_output_0")
        hop, size = (b.constant(np.array(v, np.int64)) for v in (HOP, FFT))
        spectrum = b.op("STFT", b.op("Unsqueeze", whole, b.ints(2)), hop, window, size, onesided=1)
        real, imaginary = (b.op("Gather", spectrum, b.constant(np.array(i, np.int64)), axis=3) for i in (0, 1))
        power = b.op("Add", b.op("Mul", real, real), b.op("Mul", imaginary, imaginary))
        both = b.op("Concat", b.op("Sqrt", power), self._angle(real, imaginary), axis=2)
        return b.op("Unsqueeze", b.op("Transpose", both, perm=[0, 2, 1]), b.ints(2))

    def _angle(self, real: str, imaginary: str) -> str:
        """The angle of a complex number by the published graph's own steps."""
        b = self.b
        zero, pi = (b.constant(np.array(v, np.float32)) for v in (0, np.pi))
        angle = b.op("Atan", b.op("Div", imaginary, real))
        turned = b.op("Where", b.op("Greater", imaginary, zero), b.op("Add", angle, pi), b.op("Sub", angle, pi))
        return b.op("Where", b.op("Less", real, zero), turned, angle)

    def _stage(self, x: str, noise: str, stage: int, channels: int) -> str:
        """The source through a stack of its own, added; then the mean of three stacks."""
        b, s = self.b, self.s
        noise = self._stack(noise, f"noise_res.{stage}", channels, (7, 11)[stage])
        # In the first stage the source's stack looks further ahead, in the second all that came before does.
        late, early = (noise, x) if stage == 0 else (x, noise)
        x = b.op("Add", late, s.delayed(early, channels, late))
        wide, middle, narrow = (self._stack(x, f"resblocks.{3 * stage + i}", channels, KERNELS[i]) for i in (2, 1, 0))
        total = b.op("Sum", wide, s.delayed(middle, channels, wide), s.delayed(narrow, channels, wide))
        return b.op("Mul", total, b.constant(np.array([1 / 3], np.float32)))

    def _stack(self, x: str, name: str, channels: int, kernel: int) -> str:
        """Three residual pairs of convolutions, the first of each pair dilated."""
        for i, dilation in enumerate(DILATIONS):
            y = self._snake_conv(x, name, f"1.{i}", channels, kernel, dilation)
            y = self._snake_conv(y, name, f"2.{i}", channels, kernel, 1)
            x = self.b.op("Add", self.s.delayed(x, channels, y), y)
        return x

    def _snake_conv(self, x: str, name: str, which: str, channels: int, kernel: int, dilation: int) -> str:
        """Norm, Snake, convolution. The norm's constants hold alpha: what comes out is alpha times the Snake."""
        b = self.b
        order = int(which[0]) - 1 + 2 * int(which[2])
        norm: Norm = self.norms[f"{name}.adain{which}"]
        zeros, ones = (b.constant(np.full(channels, v, np.float32)) for v in (0, 1))
        scale, shift = self.affine[f"{name}.adain{which}"]
        u = b.op("BatchNormalization", x, scale, shift, zeros, ones, epsilon=0.0)
        sine = b.op("Sin", u)
        y = b.op("Add", u, b.op("Mul", sine, sine))
        numbered = lambda stem, i: f"{SCOPE}{name}/{stem}_{i}_output_0" if i else f"{SCOPE}{name}/{stem}_output_0"
        weight = b.weight(numbered("Mul", 2 + 3 * order), [channels, channels, 1, kernel])
        alpha = b.op("Reshape", b.weight(alpha_name(norm)), b.ints(1, channels, 1, 1))
        weight = b.op("Div", weight, alpha)
        return self.s.conv(y, weight, b.weight(f"{NAMES}{name}.convs{which}.bias"), channels, kernel, dilation)

    def _inverse(self, x: str) -> str:
        """Log-magnitudes and phases -> samples by overlap-add, the first and last half window cut off."""
        b, s = self.b, self.s
        magnitude, phase = b.op("Split", x, b.ints(BINS, BINS), outputs=2, axis=1)
        magnitude, phase = b.op("Exp", magnitude), b.op("Sin", phase)
        real = b.op("Mul", magnitude, b.op("Cos", phase))
        imaginary = b.op("Mul", magnitude, b.op("Sin", phase))
        overlap = FFT // HOP - 1
        spectrum = s.joined(b.op("Concat", real, imaginary, axis=1), 2 * BINS, overlap, overlap, overlap)
        basis = b.op("Mul", b.weight(f"{NAMES}stft.istft.stft.inverse_basis", [2 * BINS, 1, 1, FFT]), b.constant(np.array([4], np.float32)))
        raw = b.op("ConvTranspose", spectrum, basis, kernel_shape=[1, FFT], strides=[1, HOP])
        count = b.op("Mul", s.length(spectrum), b.ints(HOP))
        end = b.op("Sub", count, s.times(s.last, FFT // 2))
        samples = b.slice(raw, s.times(s.first, FFT // 2, HOP * overlap), end, TIME)
        return b.op("Squeeze", samples, b.ints(1, 2))
