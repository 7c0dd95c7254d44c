"""From a prompt to a clone's controls: what `speaker-prompt-encoder.ts` does, for evaluation."""

from pathlib import Path

import numpy as np

from .pitch import syllable_peaks, track
from .prompt import PromptEars
from .speak import Controls

PACE_TRUST = 0.6
LENGTH_SCALES = (0.85, 1.18)
FORMANT_SCALES = (0.88, 1.14)


class Cloner:
    """speaker.onnx and clone.onnx of a folder, one thread."""

    def __init__(self, graphs: Path):
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._ears = PromptEars(graphs / "speaker.onnx")
        self._graph = ort.InferenceSession(str(graphs / "clone.onnx"), options, ["CPUExecutionProvider"])

    def controls(self, samples: np.ndarray) -> tuple[Controls, np.ndarray]:
        """Controls for a prompt at 16 kHz, and the embeddings of its windows."""
        heard, pitch = self._ears.hear(samples), track(samples)
        voiced = pitch.voiced
        median = float(np.median(voiced))
        spread = float(np.subtract(*np.percentile(voiced, [90, 10])))
        feed = {"embedding": heard.embedding[None].astype(np.float32), "log_f0": np.array([[median]], np.float32)}
        speaker, scale, peaks = self._graph.run(["speaker", "formant_scale", "peaks_per_second"], feed)
        own, theirs = float(peaks[0, 0]), syllable_peaks(pitch)
        length = float(np.clip((own / theirs) ** PACE_TRUST, *LENGTH_SCALES)) if own > 0 and theirs > 0 else 1.0
        formants = round(100 * float(np.clip(scale[0, 0], *FORMANT_SCALES))) / 100
        return Controls(speaker[0], median, spread, length, formants), heard.parts
