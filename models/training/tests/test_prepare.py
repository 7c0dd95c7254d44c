"""Pure parts of the data stages, the schedule and the judges' arithmetic."""

import numpy as np
import pytest

from sotto_voice.judges.level import active_level, for_judges
from sotto_voice.judges.moonshine import distance
from sotto_voice.judges.spelling import words
from sotto_voice.plot import read_curves
from sotto_voice.prepare import continuous_log_f0, held_out, notch
from sotto_voice.texts import tag_words
from sotto_voice.train import WARM_UP_STEPS, rate_at


def test_notch_removes_the_lines_and_moves_nothing():
    time = np.arange(24_000) / 24_000
    speech = np.sin(2 * np.pi * 440 * time)
    lines = 0.1 * np.sin(2 * np.pi * 4800 * time) + 0.1 * np.sin(2 * np.pi * 9600 * time)
    left = notch(speech + lines)[6000:18_000] - speech[6000:18_000]
    assert np.abs(left).max() < 0.003


def test_pitch_is_interpolated_and_ramps_are_not_trusted():
    f0 = np.array([0, 30, 200, 210, 5, 0, 190, 0], np.float32)
    log_f0, trust = continuous_log_f0(f0)
    assert trust.tolist() == [0, 0, 1, 1, 0, 0, 1, 0]
    assert np.exp(log_f0[0]) == pytest.approx(200, rel=1e-4) and 190 < np.exp(log_f0[5]) < 210


def test_unvoiced_utterances_have_a_pitch_that_nobody_trusts():
    log_f0, trust = continuous_log_f0(np.zeros(5, np.float32))
    assert np.isfinite(log_f0).all() and trust.sum() == 0


def test_about_one_text_in_fifty_is_held_out():
    assert 20 < sum(held_out(f"text {i}") for i in range(2000)) < 65


def test_rate_rises_stays_and_falls():
    assert rate_at(0, 1000, 300) == pytest.approx(1 / WARM_UP_STEPS)
    assert rate_at(500, 1000, 300) == 1
    assert rate_at(850, 1000, 300) == pytest.approx(0.5)
    assert rate_at(1000, 1000, 300) == pytest.approx(0.02)


def test_level_is_of_speech_not_of_pauses():
    rng = np.random.default_rng(0)
    clip = np.concatenate([np.zeros(24_000), rng.normal(0, 0.3, 24_000), np.zeros(48_000)])
    assert active_level(clip, 24_000) == pytest.approx(0.3, rel=0.03)
    assert active_level(for_judges(clip, 24_000), 16_000) == pytest.approx(10 ** (-26 / 20), rel=0.05)


def test_word_distance():
    assert words("Don't re-do it!") == ["do", "not", "re", "do", "it"]
    assert distance(words("a b d"), words("a b c d")) == 1
    assert distance([], words("a b")) == 2


def test_tagger_knows_closed_classes_and_cues():
    assert tag_words("She wants to read the red book .".split()) == ["PRP", "VB", "TO", "VB", "DT", "NN", "NN", "."]


def test_curves_keep_training_and_validation_apart():
    lines = ['{"step": 50, "sound": 2.0}', '{"step": 50, "valid": {"sound": 1.5}}', '{"step": 100, "sound": 1.0}']
    curves = read_curves(lines)
    assert curves["sound"] == ([50, 100], [2.0, 1.0]) and curves["valid sound"] == ([50], [1.5])
