"""Streamed equals offline, training's renderer equals the streamed decoder, export equals PyTorch."""

from pathlib import Path

import numpy as np
import pytest
import torch

from sotto_voice import export
from sotto_voice.graph_weights import load_weights
from sotto_voice.model.config import HOP, Config
from sotto_voice.model.streaming import FLUSH_FRAMES, START_DROP_SAMPLES, DecoderGraph
from sotto_voice.model.voice import Voice, spread
from sotto_voice.steps import WARM_UP, draw_twice, window
from sotto_voice.model.config import LOOK_AHEAD
from sotto_voice.model.decoder import frame_inputs
from sotto_voice.model.excitation import frame_phase

SMALL = Config(
    text_width=32, text_hidden=48, prosody_hidden=48, prosody_layers=2, features=16,
    decoder_width=32, decoder_hidden=48, decoder_layers=2,
)  # fmt: skip
FRAMES = 50


@pytest.fixture
def voice() -> Voice:
    torch.manual_seed(0)
    return Voice(SMALL).eval().requires_grad_(False)


def example(frames: int) -> dict[str, torch.Tensor]:
    torch.manual_seed(5)
    f0 = 120 + 60 * torch.rand(1, frames)
    f0[:, 10:15] = 0
    pad = lambda x: torch.cat([x, torch.zeros(1, FLUSH_FRAMES, *x.shape[2:])], 1)
    return {
        "features": pad(torch.randn(1, frames, SMALL.features)),
        "f0": pad(f0),
        "energy": pad(torch.randn(1, frames)),
        "mask": pad(torch.ones(1, frames)),
        "noise": torch.randn(1, (frames + FLUSH_FRAMES) * HOP),
    }


def stream(voice: Voice, inputs: dict[str, torch.Tensor], sizes: list[int]) -> torch.Tensor:
    graph, at, pieces = DecoderGraph(voice.decoder), 0, []
    states = graph.initial()
    gain, speaker = torch.ones(1), torch.linspace(-1, 1, 256)[None]
    while at < inputs["f0"].shape[1]:
        size = sizes[len(pieces) % len(sizes)]
        cut = [v[:, at : at + size] for k, v in inputs.items() if k != "noise"]
        audio, *states = graph(*cut, inputs["noise"][:, at * HOP : (at + size) * HOP], gain, speaker, *states)
        pieces.append(audio)
        at += size
    return torch.cat(pieces, 1)[:, START_DROP_SAMPLES:][:, : (inputs["f0"].shape[1] - FLUSH_FRAMES) * HOP]


@pytest.mark.parametrize("sizes", [[1], [7], [3, 20, 1], [20]])
def test_streamed_equals_offline(voice, sizes):
    inputs = example(FRAMES)
    assert (stream(voice, inputs, sizes) - stream(voice, inputs, [1000])).abs().max() < 1e-4


def test_the_trained_renderer_is_the_streamed_one(voice):
    inputs = {k: v if k == "noise" else v[:, :FRAMES] for k, v in example(FRAMES).items()}
    silent = example(FRAMES) | {"noise": torch.zeros(1, (FRAMES + FLUSH_FRAMES) * HOP)}
    streamed = stream(voice, silent, [1000])
    start, crop = torch.tensor([20]), 16
    phase = frame_phase(inputs["f0"], torch.zeros(1, dtype=torch.float64))
    seen = frame_inputs(inputs["features"], inputs["f0"], inputs["energy"], phase, inputs["mask"])
    # The memory reaches 2 * 6 frames back in this small network.
    back = 2 * WARM_UP
    seen = window(seen, start - back - LOOK_AHEAD, crop + back + 2 * LOOK_AHEAD)
    filters, _ = voice.decoder.net(seen, torch.linspace(-1, 1, 256)[None], torch.ones(1, crop + back))
    filters = filters[:, back - 1 :].clone()
    filters[..., 2 * 513 : 3 * 513] = -30
    f0 = window(inputs["f0"], start - 2, crop + 3)
    sound, _ = draw_twice(voice.decoder, f0, window(phase, start - 2, 1)[:, 0], filters)
    first = 20 * HOP - HOP // 2
    assert (sound - streamed[:, first : first + crop * HOP]).abs().max() < 1e-3


def test_tables_equal_fft(voice):
    spectrum = voice.decoder.spectrum
    halves = torch.randn(2, 1, 5, HOP)
    real_bands, imag_bands = torch.randn(2, 513)
    imag_bands[[0, -1]] = 0  # As in every spectrum of a real signal.
    filtered = []
    for spectrum.tables in (False, True):
        real, imag = spectrum.analyse(*halves)
        turned = real * real_bands - imag * imag_bands, real * imag_bands + imag * real_bands
        filtered.append(spectrum.synthesise(*turned))
        same = spectrum.synthesise(real, imag)
        assert torch.allclose(same[0], halves[0] * spectrum.rise**2, atol=1e-5)
        assert torch.allclose(same[1], halves[1] * spectrum.fall**2, atol=1e-5)
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in zip(*filtered, strict=True))


@pytest.mark.parametrize("name", ["text", "prosody", "decoder"])
def test_export_equals_pytorch_at_other_lengths(voice, tmp_path, name):
    module, inputs, axes, outputs = export.graphs(voice)[name]
    path = tmp_path / f"{name}.onnx"
    export.write_graph(path, module, inputs, axes, outputs)
    for symbols, frames in ((9, 12), (3, 1), (40, 33)):
        _, inputs, _, _ = export.graphs(voice, symbols, frames)[name]
        assert export.largest_difference(path, module, inputs) < 1e-3


def test_weights_come_back_from_the_graphs(voice, tmp_path):
    for parameter in voice.parameters():  # As training leaves none: the exporter joins those that are equal.
        parameter.normal_()
    for name, (module, inputs, axes, outputs) in export.graphs(voice).items():
        export.write_graph(tmp_path / f"{name}.onnx", module, inputs, axes, outputs)
    torch.manual_seed(1)
    other = Voice(SMALL)
    load_weights(tmp_path, other)
    assert all(torch.equal(a, b) for a, b in zip(voice.state_dict().values(), other.state_dict().values(), strict=True))
    with pytest.raises(ValueError, match="begin from float32 graphs"):
        load_weights(tmp_path, Voice(Config()))


def test_training_can_begin_from_the_shipped_voice():
    load_weights(Path(__file__).parents[2] / "weights" / "mini", Voice(Config()))


def test_no_tables_in_the_file(voice, tmp_path):
    module, inputs, axes, outputs = export.graphs(voice)["decoder"]
    path = tmp_path / "decoder.onnx"
    export.write_graph(path, module, inputs, axes, outputs)
    weights = 4 * sum(p.numel() for p in voice.decoder.parameters())
    assert path.stat().st_size < weights + 300_000


def test_spread_points_at_each_symbols_frames():
    durations = torch.tensor([[2, 1, 3, 0]])
    symbol, index, length = spread(durations, torch.arange(-1, 7)[None])
    assert symbol[0, 1:7].tolist() == [0, 0, 1, 2, 2, 2]
    assert index[0, 1:7].tolist() == [0, 1, 0, 0, 1, 2]
    assert length[0, 1:7].tolist() == [2, 2, 1, 3, 3, 3]


def test_window_pads_with_zeros():
    x = torch.arange(1.0, 6.0)[None]
    assert window(x, torch.tensor([-2]), 4).tolist() == [[0, 0, 1, 2]]
    assert np.allclose(window(x, torch.tensor([3]), 4).numpy(), [[4, 5, 0, 0]])


