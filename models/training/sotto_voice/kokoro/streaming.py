"""Convolutions that stream: what comes in one call gives what comes out of the whole at once.

Tensors are [1, channels, 1, time]; a second spatial axis of 1 lets ONNX Runtime use its fast
two-dimensional kernels. Nothing is padded except at the two ends of the utterance, where the
published graph pads too: states begin as that padding, and the call with `last` = 1 adds the
padding of the end. A layer that looks ahead gives out fewer columns in the first call and the rest
in the last, so that no column is computed twice and none needs to be masked.
"""

import numpy as np
from onnx import TensorProto

from .builder import EVERYTHING, Builder

TIME = 3


class Streams:
    """Streaming layers of one graph; `first` and `last` are int32 [1] inputs, 0 or 1."""

    def __init__(self, builder: Builder):
        self.b = builder
        flag = lambda name: builder.op("Cast", builder.input(name, [1], TensorProto.INT32), to=TensorProto.INT64)
        self.first, self.last = flag("first"), flag("last")
        self._count = 0

    def times(self, flag: str, factor: int, offset: int = 0) -> str:
        """flag * factor + offset, int64 [1]."""
        product = self.b.op("Mul", flag, self.b.ints(factor))
        return self.b.op("Add", product, self.b.ints(offset)) if offset else product

    def state(self, channels: int, length: int) -> str:
        """A new state of `length` zeros in time."""
        self._count += 1
        return self.b.state(f"s{self._count:03d}", [1, channels, 1, length], TIME)

    def joined(self, x: str, channels: int, before: int, keep: int, after: int) -> str:
        """x after its state, which keeps the last `keep` columns, and with `after` zeros at the end."""
        state = self.state(channels, before)
        if after:
            zeros = self.b.op("Expand", self.b.constant(np.zeros((1, 1, 1, 1), np.float32)), self.b.ints(1, channels, 1, after))
            end = self.b.slice(zeros, self.b.ints(0), self.times(self.last, after), TIME)
            whole = self.b.op("Concat", state, x, end, axis=TIME)
        else:
            whole = self.b.op("Concat", state, x, axis=TIME)
        self.b.next_state(state, self.b.slice(whole, self.b.ints(-keep), self.b.ints(EVERYTHING), TIME))
        return whole

    def conv(self, x: str, weight: str, bias: str | None, inputs: int, kernel: int, dilation: int = 1) -> str:
        """A convolution padded to the same length; needs (kernel - 1) * dilation / 2 columns of look-ahead."""
        reach = (kernel - 1) * dilation
        if reach:
            x = self.joined(x, inputs, reach // 2, reach, reach // 2)
        biases = [] if bias is None else [bias]
        return self.b.op("Conv", x, weight, *biases, kernel_shape=[1, kernel], dilations=[1, dilation])

    def strided(self, x: str, weight: str, bias: str, inputs: int, kernel: int, stride: int, pad: int, keep: int, after: int) -> str:
        """A convolution with a stride; `keep` columns remain for the next call."""
        x = self.joined(x, inputs, pad, keep, after)
        return self.b.op("Conv", x, weight, bias, kernel_shape=[1, kernel], strides=[1, stride])

    def transposed(self, x: str, weight: str, bias: str, inputs: int, kernel: int, stride: int, pad: int, group: int = 1) -> str:
        """A transposed convolution that makes `stride` columns of each; kernel at most 2 * stride."""
        x = self.joined(x, inputs, 1, 1, 1)
        raw = self.b.op("ConvTranspose", x, weight, bias, kernel_shape=[1, kernel], strides=[1, stride], group=group)
        start = self.times(self.first, pad, stride)
        count = self.b.op("Mul", self.length(x), self.b.ints(stride))
        return self.b.slice(raw, start, self.b.op("Sub", count, self.times(self.last, stride - pad)), TIME)

    def length(self, x: str) -> str:
        """Columns of x, int64 [1]."""
        return self.b.op("Shape", x, start=TIME, end=TIME + 1)

    def delayed(self, x: str, channels: int, like: str) -> str:
        """As many columns of x as `like` has, in order; the rest waits for the next call."""
        state = self.state(channels, 0)
        queue = self.b.op("Concat", state, x, axis=TIME)
        count = self.length(like)
        self.b.next_state(state, self.b.slice(queue, count, self.b.ints(EVERYTHING), TIME))
        return self.b.slice(queue, self.b.ints(0), count, TIME)
