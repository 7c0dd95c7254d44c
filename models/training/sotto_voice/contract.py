"""voice.json and README.md of an exported voice: what an engine needs to know."""

import json
from pathlib import Path

import numpy as np

from .model.config import HOP, SAMPLE_RATE_HZ, VOICED_HZ
from .model.prosody import PROSODY_KERNEL
from .model.streaming import FLUSH_FRAMES, START_DROP_SAMPLES, DecoderGraph
from .model.voice import Voice

README = Path(__file__).with_name("export-readme.md")


def write(folder: Path, voice: Voice, step: int, vectors: dict[str, np.ndarray], vocabulary: dict, sizes: dict) -> None:
    """Write voice.json, speakers.f32 (rows in the order of voice.json's voices) and README.md."""
    np.stack(list(vectors.values())).astype("<f4").tofile(folder / "speakers.f32")
    decoder = DecoderGraph(voice.decoder)
    states = {
        name: {"dtype": "float64" if state.is_floating_point() and state.element_size() == 8 else "float32",
               "shape": list(state.shape), "initial": 0}
        for name, state in zip(decoder.STATES, decoder.initial(), strict=True)
    }
    described = {
        "format": "sotto-mini-1",
        "trainedSteps": step,
        "sampleRateHz": SAMPLE_RATE_HZ,
        "frameSamples": HOP,
        "durationFrames": 2,
        "voicedHz": VOICED_HZ,
        "prosodyViewUnits": voice.config.prosody_layers * (PROSODY_KERNEL // 2),
        "startDropSamples": START_DROP_SAMPLES,
        "flushFrames": FLUSH_FRAMES,
        "symbols": vocabulary,
        "pad": 0,
        "voices": {v: {"row": i, "language": "zh" if v[0] == "z" else "en"} for i, v in enumerate(vectors)},
        "speakerColumns": 256,
        "style": {"pitchSemitones": 0.0, "pitchRange": 1.0, "energyShift": 0.0},
        "noiseGain": 1.0,
        "config": voice.config.to_dict(),
        "decoderStates": states,
        "bytes": sizes,
    }
    (folder / "voice.json").write_text(json.dumps(described, ensure_ascii=False, indent=1) + "\n", "utf8")
    (folder / "README.md").write_text(README.read_text("utf8"), "utf8")
