"""Word errors by Moonshine tiny-en (MIT; PyPI moonshine-voice 0.0.63, assets/tiny-en), greedy."""

from pathlib import Path

import numpy as np

EMPTY_CACHE = (1, 8, 0, 36)
"""Batch, heads, time, width of a key or value cache before the first step."""
START, END = 1, 2
TOKENS_PER_SECOND = 6.5
LEVEL = 0.07


def read_vocabulary(data: bytes) -> list[bytes]:
    """tokenizer.bin: byte strings, each after its length; a length over 127 takes a second byte."""
    words, i = [], 0
    while i < len(data):
        size = data[i]
        i += 1
        if size >= 128:
            size += data[i] * 128 - 128
            i += 1
        words.append(data[i : i + size])
        i += size
    return words


def distance(said: list[str], meant: list[str]) -> int:
    """Levenshtein distance in words; writing two words as one, or one as two, is no error."""
    rows = [[i + j if not i or not j else 0 for j in range(len(meant) + 1)] for i in range(len(said) + 1)]
    for i, a in enumerate(said, 1):
        for j, b in enumerate(meant, 1):
            costs = [rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + (a != b)]
            if i > 1 and said[i - 2] + a == b:
                costs.append(rows[i - 2][j - 1])
            if j > 1 and meant[j - 2] + b == a:
                costs.append(rows[i - 1][j - 2])
            rows[i][j] = min(costs)
    return rows[-1][-1]


class Moonshine:
    """The recogniser; `assets` holds encoder_model.ort, decoder_model_merged.ort, tokenizer.bin."""

    def __init__(self, assets: Path):
        import onnxruntime as ort

        options = ort.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        load = lambda name: ort.InferenceSession(str(assets / name), options, providers=["CPUExecutionProvider"])
        self._encoder, self._decoder = load("encoder_model.ort"), load("decoder_model_merged.ort")
        self._words = read_vocabulary((assets / "tokenizer.bin").read_bytes())
        self._names = [i.name for i in self._decoder.get_inputs()]
        self._outputs = [o.name for o in self._decoder.get_outputs()]
        self._caches = [n for n in self._names if n.startswith("past")]

    def hear(self, samples: np.ndarray) -> str:
        """Text of a 16 kHz clip, with a little silence and noise put around it."""
        samples = samples / np.sqrt(np.mean(samples**2) + 1e-9) * LEVEL
        hiss = np.random.default_rng(0).normal(0, 2e-4, len(samples) + 9600)
        clip = np.clip(np.pad(samples, 4800) + hiss, -0.99, 0.99).astype(np.float32)[None]
        mask = np.ones(clip.shape, np.int64)
        hidden = self._encoder.run(None, {"input_values": clip, "attention_mask": mask})[0]
        past = {n: np.zeros(EMPTY_CACHE, np.float32) for n in self._caches}
        token, said = START, []
        for step in range(int(clip.shape[1] / 16_000 * TOKENS_PER_SECOND) + 8):
            feed = {
                "input_ids": np.array([[token]], np.int64),
                "encoder_hidden_states": hidden,
                "use_cache_branch": np.array([step > 0]),
                **past,
            }
            if "encoder_attention_mask" in self._names:
                feed["encoder_attention_mask"] = mask
            result = dict(zip(self._outputs, self._decoder.run(None, feed), strict=True))
            token = int(result["logits"][0, -1].argmax())
            if token == END:
                break
            said.append(token)
            for name in self._caches:  # those over the encoder's output are made once, in the first step
                if step == 0 or ".encoder." not in name:
                    past[name] = result[name.replace("past_key_values", "present")]
        return b"".join(self._words[t] for t in said).decode("utf8", "replace").replace("▁", " ").strip()
