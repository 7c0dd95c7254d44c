"""Listening to prompts and following them, without any graph."""

import numpy as np
from sotto_voice.cloning.agreement import AGREEMENT_MIN, agreement
from sotto_voice.cloning.bank import speaker_points
from sotto_voice.cloning.evaluate import chance
from sotto_voice.cloning.pitch import syllable_peaks, track
from sotto_voice.cloning.prompt import WINDOW_FRAMES, speech_frames, windows
from sotto_voice.cloning.speak import follow_pitch


def tone(hz: float, seconds: float, level: float = 0.2) -> np.ndarray:
    """Two harmonics at 16 kHz."""
    turn = 2 * np.pi * hz * np.arange(int(16_000 * seconds)) / 16_000
    return (level * (np.sin(turn) + 0.5 * np.sin(2 * turn))).astype(np.float32)


def test_pitch_is_found_and_hum_is_not():
    for hz in (80, 140, 300):
        assert abs(np.exp(np.median(track(tone(hz, 1)).voiced)) / hz - 1) < 0.01
    assert not np.isfinite(track(tone(50, 1)).log_f0).any()


def test_syllables_are_counted():
    swell = 0.5 - 0.5 * np.cos(2 * np.pi * 4 * np.arange(80_000) / 16_000)
    assert abs(syllable_peaks(track(tone(140, 5) * swell.astype(np.float32))) / 4 - 1) < 0.35


def test_windows_cover_the_speech():
    frames = speech_frames(np.concatenate([tone(200, 2), np.zeros(16_000, np.float32), tone(200, 1)]))
    cut = windows(frames)
    assert [len(w) // 160 for w in cut] == [WINDOW_FRAMES] * len(cut)
    assert np.array_equal(cut[-1], frames[-WINDOW_FRAMES:].reshape(-1))
    assert len(windows(frames[:90])) == 1 and windows(frames[:0]) == []


def test_pitch_follows_a_speaker():
    f0 = np.where(np.arange(300) % 30 < 10, 0, 150 * np.exp(0.2 * np.sin(np.arange(300) / 11)))
    moved = follow_pitch(f0, np.log(220), 0.3)
    assert abs(np.median(moved[moved > 10]) / 220 - 1) < 0.01
    assert np.array_equal(moved == 0, f0 == 0)


def test_two_groups_of_windows_disagree():
    rng = np.random.default_rng(0)
    around = lambda axis, n: np.eye(16)[axis] + 0.05 * rng.standard_normal((n, 16))
    unit = lambda x: x / np.linalg.norm(x, axis=1, keepdims=True)
    one, two = unit(around(0, 6)), unit(around(1, 5))
    assert agreement(one) > 0.9
    assert agreement(np.concatenate([one, two])) < AGREEMENT_MIN
    assert agreement(one[:3]) == 1.0


def test_points_are_mixtures_of_the_taught_voices():
    speakers = {n: np.random.default_rng(i).standard_normal(256) for i, n in enumerate(("af_a", "am_b", "af_c", "am_d", "zf_e"))}
    points = speaker_points(speakers, 10, seed=3)
    assert len(points) == 15
    least, most = np.min(list(speakers.values()), 0) - 1e-5, np.max(list(speakers.values()), 0) + 1e-5
    assert all(((p >= least) & (p <= most)).all() for p in points.values())
    assert np.array_equal(points["mix_4"], speaker_points(speakers, 10, seed=3)["mix_4"])


def test_chance_of_being_nearer_than_nine_of_ten():
    assert chance(35, 35) == 1.0
    assert chance(5, 35) == 0.0
    assert 0.2 < chance(29, 35) < 0.8
