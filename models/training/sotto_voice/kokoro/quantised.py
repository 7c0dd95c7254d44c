"""Int8 weights made from published ones as they are loaded: per output channel, symmetric, seven bits and the sign.

A byte is kept free (63 steps either side, not 127), because the multiply-add instructions of x86
machines without VNNI overflow with full bytes. The arithmetic is float32, rounding half to even, so
that every language gives the same bytes.
"""

import numpy as np

STEPS = np.float32(63)


def quantise(weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """float32 [batches, inputs, outputs] -> scales float32 [batches, outputs], int8 of the weights' shape."""
    scales = (np.abs(weights).max(1) / STEPS).astype(np.float32)
    scales[scales == 0] = 1
    return scales, np.rint(weights / scales[:, None]).astype(np.int8)


def quantised_bytes(raw: bytes, shape: list[int], transposed: bool) -> bytes:
    """Scales and then int8 weights [batches, inputs, outputs]; transposed weights lie [batches, outputs, inputs]."""
    batches, inputs, outputs = shape
    weights = np.frombuffer(raw, "<f4")
    if transposed:
        weights = weights.reshape(batches, outputs, inputs).transpose(0, 2, 1)
    scales, small = quantise(np.ascontiguousarray(weights.reshape(batches, inputs, outputs)))
    return scales.astype("<f4").tobytes() + small.tobytes()
