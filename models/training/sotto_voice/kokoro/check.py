"""Checks of the streaming graphs: their look-ahead, streamed against at once, at once against published."""


import numpy as np
import onnx
from onnx import numpy_helper

from .. import teacher
from .conditioning import is_generators
from .pack import EPSILON
from .published import Published
from .runtime import Engine
from .source_phase import source_phase

SYMBOLS = "ðə kˈɪʧᵊn lˈIt wʌz stˈɪl ˌɔn wˌɛn ʃi kˈAm hˈOm fɹʌm ðə stˈAʃᵊn."
VOICE = "af_heart"
ODD_PLAN = [14, 1, 2, 20, 7, 31]
STREAMED_MAX = 1e-4
CORRELATION_MIN = 0.99
"""Ours keeps the source's phase in float64; the published graph's float32 drifts by some 0.004 radians."""
EDGE_SAMPLES = 10
"""The published inverse STFT divides its first ten samples by a window that is nearly zero there."""


def look_ahead(engine: Engine) -> dict[str, int]:
    """How many samples the generator stays behind its input."""
    frames = 40
    rng = np.random.default_rng(0)
    normal = lambda *dims: rng.standard_normal(dims).astype(np.float32) * np.float32(0.1)
    affine = {n: normal(engine.contract["graphs"]["generator"]["channels"]) for n in ("scale", "shift")}
    phase = source_phase(np.full(frames, 200.0))
    high = {n: getattr(phase, n)[None] for n in ("phase", "before", "after", "voiced")}
    samples = engine.generator().run(high | {"hidden": normal(1, frames, 512)} | affine, False).shape[1]
    return {"generatorLagSamples": teacher.FRAME_SAMPLES * frames - samples}


def check(engine: Engine, published: Published, rows: np.ndarray, statistics: np.ndarray) -> dict[str, float]:
    """The two largest differences; raises ValueError where one is too large."""
    whole = engine.speak(SYMBOLS, rows, statistics).samples
    parts = engine.speak(SYMBOLS, rows, statistics, ODD_PLAN).samples
    streamed = float(np.abs(whole - parts).max())
    theirs = frozen(published, statistics, teacher.feed(SYMBOLS, engine.contract["symbols"], rows))
    same = float(np.corrcoef(whole[EDGE_SAMPLES:], theirs[EDGE_SAMPLES:])[0, 1])
    if len(parts) != len(whole) or streamed > STREAMED_MAX or len(theirs) != len(whole) or same < CORRELATION_MIN:
        raise ValueError(f"streamed differs by {streamed}, published correlates {same}")
    return {"streamedAgainstOffline": streamed, "correlationWithPublishedFrozen": same}


def frozen(published: Published, statistics: np.ndarray, feed: dict) -> np.ndarray:
    """What the published graph says with constants at the generator's norms."""
    import onnxruntime as ort

    model = onnx.ModelProto()
    model.CopyFrom(published.model)
    renamed = {}
    norms = [n for n in published.norms() if is_generators(n)]
    for norm in norms:
        at = norm.start - norms[0].start
        mean, deviation = (row[at : at + norm.channels].astype(np.float64) for row in statistics)
        for tap, value in zip(norm.taps, (mean, deviation**2 - EPSILON), strict=True):
            if tap not in renamed:
                renamed[tap] = f"frozen_{len(renamed)}"
                constant = value.astype(np.float32).reshape(1, -1, 1)
                model.graph.initializer.append(numpy_helper.from_array(constant, renamed[tap]))
    for node in model.graph.node:
        for i, name in enumerate(node.input):
            node.input[i] = renamed.get(name, name)
    session = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return session.run([teacher.WAVEFORM], feed)[0].reshape(-1)


