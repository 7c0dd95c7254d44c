"""Graphs without weights: they find theirs, and they stream."""

import argparse
from pathlib import Path

import numpy as np
import pytest

from sotto_voice.kokoro import tiny
from sotto_voice.kokoro.builder import read_slices
from sotto_voice.kokoro.offsets import weight_offsets
from sotto_voice.kokoro.published import Published
from sotto_voice.kokoro.quantised import STEPS, quantised_bytes
from sotto_voice.kokoro.runtime import Engine
from sotto_voice.kokoro.source_phase import source_phase


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("tiny")
    tiny.main(argparse.Namespace(graphs=path / "graphs", weights=path / "weights"))
    return path


def test_offsets_lead_to_the_weights(folder):
    published = Published(folder / "weights" / tiny.PUBLISHED)
    offsets = weight_offsets(published.path)
    assert set(offsets) == {"low", "double", "up", "six"}
    for name, place in offsets.items():
        (raw,) = read_slices(published.path, [list(place)])
        assert np.array_equal(np.frombuffer(raw, "<f4"), published.array(name).reshape(-1))


@pytest.mark.parametrize("plan", [[1, 39], [7, 1, 12, 20], [20, 20]])
def test_generator_streams(folder, plan):
    engine = Engine(folder / "graphs", folder / "weights" / tiny.PUBLISHED)
    rng = np.random.default_rng(0)
    phase = source_phase(np.linspace(90, 200, 40))
    feed = {n: getattr(phase, n)[None] for n in ("phase", "before", "after", "voiced")}
    feed["hidden"] = rng.standard_normal((1, 40, 512)).astype(np.float32)
    affine = {n: rng.standard_normal(tiny.WIDTH).astype(np.float32) for n in ("scale", "shift")}
    whole = engine.generator().run(feed | affine, True)[0]
    stream, parts, at = engine.generator(), [], 0
    for size in plan:
        chunk = {n: v[:, at : at + size] for n, v in feed.items()}
        at += size
        parts.append(stream.run(chunk | affine, at == 40)[0])
    assert len(whole) == 300 * 40
    assert np.abs(np.concatenate(parts) - whole).max() < 1e-5


def test_int8_keeps_to_half_a_step():
    weights = np.random.default_rng(0).standard_normal((2, 5, 3)).astype(np.float32)
    raw = quantised_bytes(weights.tobytes(), [2, 5, 3], False)
    scales = np.frombuffer(raw[:24], "<f4").reshape(2, 1, 3)
    small = np.frombuffer(raw[24:], np.int8).reshape(2, 5, 3)
    assert np.abs(small).max() == STEPS
    assert (np.abs(small * scales - weights) <= scales * 0.501).all()
    turned = np.ascontiguousarray(weights.transpose(0, 2, 1))
    assert quantised_bytes(turned.tobytes(), [2, 5, 3], True) == raw
