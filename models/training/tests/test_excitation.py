"""The pulse source: closed form, phase, and independence of chunks."""

import torch

from sotto_voice.model.config import HOP, SAMPLE_RATE_HZ
from sotto_voice.model.excitation import excite, frame_phase, pulse_train


def test_closed_form_equals_the_sum_of_cosines():
    phase = torch.linspace(-1.3, 2.7, 4001, dtype=torch.float64)
    harmonics = torch.tensor(37.0, dtype=torch.float64)
    total = sum(torch.cos(2 * torch.pi * h * phase) for h in range(1, 38)) * (2 / 37) ** 0.5
    assert torch.allclose(pulse_train(phase, harmonics), total, atol=1e-6)


def test_pulses_are_a_pitch_period_apart():
    f0 = torch.full((1, 40), 120.0)
    pulses, _, _ = excite(f0, f0[:, 0], torch.zeros(1, dtype=torch.float64))
    peaks = torch.nonzero(pulses.flatten() > 0.9 * pulses.max()).flatten()
    gaps = torch.diff(peaks)
    assert (gaps[gaps > 1] - SAMPLE_RATE_HZ / 120).abs().max() <= 1


def test_phase_is_the_running_sum_of_pitch():
    f0 = 100 + 150 * torch.rand(1, 200, generator=torch.Generator().manual_seed(0))
    phase = frame_phase(f0, torch.tensor([0.25], dtype=torch.float64))
    meant = (0.25 + torch.cumsum(f0.double(), 1) * HOP / SAMPLE_RATE_HZ) % 1
    gap = (phase - meant + 0.5) % 1 - 0.5
    assert gap.abs().max() < 1e-9


def test_unvoiced_frames_are_silent():
    f0 = torch.tensor([[0.0, 0.0, 150.0, 150.0, 0.0, 0.0]])
    pulses, _, _ = excite(f0, torch.zeros(1), torch.zeros(1, dtype=torch.float64))
    assert pulses[0, 1].abs().max() == 0 and pulses[0, 3].abs().max() > 0 and pulses[0, 5].abs().max() == 0


def test_cutting_the_stream_changes_nothing():
    f0 = 90 + 200 * torch.rand(1, 60, generator=torch.Generator().manual_seed(1))
    start = torch.zeros(1, dtype=torch.float64)
    whole, _, _ = excite(f0, torch.zeros(1), start)
    first, _, ends = excite(f0[:, :23], torch.zeros(1), start)
    second, _, _ = excite(f0[:, 23:], f0[:, 22], ends[:, -1])
    assert torch.allclose(torch.cat([first, second], 1), whole, atol=1e-3)
