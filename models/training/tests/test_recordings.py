"""Recordings: symbols are found in stretched sound of our own voice, and labels are on the teacher's scales."""

from pathlib import Path

import numpy as np
import pytest

from sotto_voice.alignment import align, warp, whole_durations
from sotto_voice.recordings import LEVEL_DBFS, energy_of, levelled, pitch_of, speaker_of, trimmed
from sotto_voice.runtime import Engine

GRAPHS = Path(__file__).parents[2] / "weights" / "mini"
SYMBOLS = "ði ɪnvˈɛnʃən ʌv mˈuvəbᵊl mˈɛTᵊl lˈɛTəɹz, ɪn ðə mˈɪdᵊl."


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(GRAPHS)


@pytest.mark.parametrize("other", ["af_heart", "bf_emma", "af_bella"])
def test_symbols_are_found_in_unevenly_stretched_speech(engine, other):
    plain = engine.speak(SYMBOLS, "af_heart").durations
    rng = np.random.default_rng(3)
    pace = np.repeat(rng.uniform(0.7, 1.7, len(plain) // 6 + 1), 6)[: len(plain)]
    durations = np.maximum(1, np.rint(plain * pace)).astype(np.int64)
    stretched = engine.speak(SYMBOLS, other, durations=durations).samples
    found, _ = align(engine, SYMBOLS, engine.speaker("af_heart"), stretched)
    assert found.min() >= 1 and found.sum() == durations.sum()
    off = np.abs(np.cumsum(found) - np.cumsum(durations))
    unaligned = np.cumsum(plain) * durations.sum() / plain.sum()
    assert off.mean() < 1.5
    assert np.abs(unaligned - np.cumsum(durations)).mean() > 2 * off.mean()


def test_a_recording_of_another_text_is_refused(engine):
    long = engine.speak(SYMBOLS * 3, "af_heart").samples
    with pytest.raises(ValueError, match="times as long"):
        align(engine, SYMBOLS, engine.speaker("af_heart"), long)


def test_equal_sounds_are_warped_along_the_diagonal():
    rows = np.random.default_rng(0).standard_normal((50, 8))
    at, cost = warp(rows, rows)
    assert at.tolist() == list(range(51)) and cost < 1e-6


def test_durations_are_at_least_one_and_add_up():
    assert whole_durations(np.array([0.0, 0.0, 5.4, 9.9, 9.9]), 10).tolist() == [1, 1, 3, 4, 1]
    assert whole_durations(np.array([7.0, 8.0, 8.0]), 3).tolist() == [1, 1, 1]
    with pytest.raises(ValueError, match="too short"):
        whole_durations(np.array([1.0, 2.0, 3.0]), 2)


def test_silence_is_cut_and_the_level_is_the_teachers():
    time = np.arange(24_000) / 24_000
    sound = np.concatenate([np.zeros(24_000), 0.01 * np.sin(2 * np.pi * 200 * time), np.zeros(50_000)])
    cut = trimmed(sound)
    assert len(cut) % 600 == 0 and 1.55 * 24_000 < len(cut) < 1.7 * 24_000
    loud = levelled(cut)
    assert 20 * np.log10(np.sqrt((loud[12_000:24_000] ** 2).mean())) == pytest.approx(LEVEL_DBFS, abs=1)
    with pytest.raises(ValueError, match="silent"):
        trimmed(np.zeros(24_000))


def test_pitch_and_energy_are_what_the_voice_was_asked_for(engine):
    spoken = engine.speak(SYMBOLS, "af_heart")
    energy, f0 = energy_of(spoken.samples), pitch_of(spoken.samples)
    assert len(energy) == len(f0) == len(spoken.f0_hz)
    assert np.corrcoef(energy, spoken.energy)[0, 1] > 0.97
    assert abs(np.mean(energy - spoken.energy)) < 1
    both = (f0 > 0) & (spoken.f0_hz > 60)
    assert both.sum() > 60 and np.median(np.abs(12 * np.log2(f0[both] / spoken.f0_hz[both]))) < 0.5


def test_the_speaker_vector_of_a_prompt_is_a_voice(engine):
    vector = speaker_of(GRAPHS, [engine.speak(SYMBOLS, "am_michael").samples.astype(np.float64)])
    assert vector.shape == (1, 256) and np.isfinite(vector).all() and vector.std() > 0.1
