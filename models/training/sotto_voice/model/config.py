"""Sizes of the mini voice; a checkpoint carries its own copy."""

from dataclasses import asdict, dataclass

SAMPLE_RATE_HZ = 24_000
HOP = 300
"""Samples per 80 Hz frame. Durations count pairs of frames (40 Hz)."""
FFT = 1024
BINS = FFT // 2 + 1
WINDOW = 2 * HOP
LOOK_AHEAD = 3
"""Frames that the decoder's first convolution sees ahead."""
SPEAKER_COLUMNS = 256
VOICED_HZ = 10.0
"""Pitch up to this means unvoiced, as in the teacher."""
MEAN_LOG_F0 = 5.1
"""About ln 164 Hz: the zero of the pitch feature, between the voices."""


@dataclass(frozen=True)
class Config:
    """Widths and depths of the three networks."""

    symbols: int = 178
    text_width: int = 192
    text_hidden: int = 384
    text_layers: int = 4
    heads: int = 4
    duration_max: int = 40
    speaker_width: int = 64
    prosody_hidden: int = 384
    prosody_layers: int = 6
    features: int = 128
    decoder_width: int = 256
    decoder_hidden: int = 768
    decoder_layers: int = 8
    decoder_kernel: int = 7
    envelope: int = 20

    def to_dict(self) -> dict[str, int]:
        """Plain numbers, for a checkpoint or a json file."""
        return asdict(self)
