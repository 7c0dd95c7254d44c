"""The three graphs as they are exported: plain tensors in and out, states explicit."""

import torch
from torch import Tensor, nn

from .config import HOP, LOOK_AHEAD
from .decoder import EXTRA_INPUTS, Decoder, frame_inputs
from .excitation import excite
from .prosody import ProsodyNet, apply_style, places
from .text import TextEncoder, expected_durations

START_DROP_SAMPLES = LOOK_AHEAD * HOP + HOP // 2
"""What the decoder puts out ahead of the utterance's first sample."""
FLUSH_FRAMES = LOOK_AHEAD + 1
"""Masked frames that bring out an utterance's last sample."""


class TextGraph(nn.Module):
    """ids int32 [1, N], speaker [1, 256] -> vectors [1, N, C], durations in 40 Hz frames [1, N]."""

    def __init__(self, text: TextEncoder):
        super().__init__()
        self.text = text

    def forward(self, ids: Tensor, speaker: Tensor) -> tuple[Tensor, Tensor]:
        """See the class."""
        h, logits = self.text(ids.long(), speaker, None)
        return h, expected_durations(logits)


class ProsodyGraph(nn.Module):
    """Vectors spread over frames, and style -> F0 in Hz, energy [1, 2F], features [1, 2F, C]."""

    def __init__(self, prosody: ProsodyNet):
        super().__init__()
        self.prosody = prosody

    def forward(self, h: Tensor, symbol: Tensor, index: Tensor, length: Tensor, speaker: Tensor, style: Tensor):
        """symbol, index and length int32 [1, F]: which symbol, where in it, how long it is."""
        spread = torch.index_select(h, 1, symbol[0].long())
        prosody, features = self.prosody(spread, places(index, length), speaker, None)
        f0, energy = apply_style(prosody, torch.ones_like(prosody[..., 0]), style)
        return f0, energy, features.repeat_interleave(2, 1)


class DecoderGraph(nn.Module):
    """A chunk of T frames -> 300 T samples, START_DROP_SAMPLES late."""

    STATES = ("s_seen", "s_mask", "s_blocks", "s_phase", "s_f0", "s_pulses", "s_noise", "s_overlap")

    def __init__(self, decoder: Decoder):
        super().__init__()
        self.decoder = decoder

    def initial(self) -> tuple[Tensor, ...]:
        """Zeros for every state, in the order of STATES; all float32 but the phase, float64."""
        c = self.decoder.config
        return (
            torch.zeros(1, 2 * LOOK_AHEAD, c.features + EXTRA_INPUTS),
            torch.zeros(1, LOOK_AHEAD),
            torch.zeros(c.decoder_layers, 1, c.decoder_kernel - 1, c.decoder_width),
            torch.zeros(1, dtype=torch.float64),
            torch.zeros(1),
            torch.zeros(1, LOOK_AHEAD, HOP),
            torch.zeros(1, LOOK_AHEAD, HOP),
            torch.zeros(1, HOP),
        )

    def forward(
        self,
        features: Tensor,
        f0: Tensor,
        energy: Tensor,
        mask: Tensor,
        noise: Tensor,
        noise_gain: Tensor,
        speaker: Tensor,
        s_seen: Tensor,
        s_mask: Tensor,
        s_blocks: Tensor,
        s_phase: Tensor,
        s_f0: Tensor,
        s_pulses: Tensor,
        s_noise: Tensor,
        s_overlap: Tensor,
    ) -> tuple[Tensor, ...]:
        """features [1, T, C]; f0, energy, mask [1, T]; noise [1, 300 T]; gain [1]; then the states."""
        f0 = f0 * mask
        pulses, modulation, phases = excite(f0, s_f0, s_phase)
        noise = noise.reshape(1, -1, HOP) * modulation * noise_gain
        pulses, noise = torch.cat([s_pulses, pulses], 1), torch.cat([s_noise, noise], 1)
        seen = torch.cat([s_seen, frame_inputs(features, f0, energy, phases, mask)], 1)
        masks = torch.cat([s_mask, mask], 1)
        filters, blocks = self.decoder.net(seen, speaker, masks[:, :-LOOK_AHEAD], list(s_blocks.unbind(0)))
        heard = slice(None, 1 - LOOK_AHEAD)
        harmonic = self.decoder.harmonic(filters, pulses[:, heard])
        audio, overlap = self.decoder.sound(harmonic, self.decoder.noise(filters, noise[:, heard]), s_overlap)
        return (
            audio.flatten(1),
            seen[:, -2 * LOOK_AHEAD :],
            masks[:, -LOOK_AHEAD:],
            torch.stack(blocks),
            phases[:, -1],
            f0[:, -1],
            pulses[:, -LOOK_AHEAD:],
            noise[:, -LOOK_AHEAD:],
            overlap,
        )
