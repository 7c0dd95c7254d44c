"""Where in an ONNX file the bytes of each initialiser lie: its protobuf, read without copying.

Field numbers from onnx.proto: ModelProto.graph 7, GraphProto.initializer 5, TensorProto.name 8 and
raw_data 9.
"""

import mmap
from pathlib import Path

LENGTH_DELIMITED = 2


def weight_offsets(path: Path) -> dict[str, tuple[int, int]]:
    """Name of each initialiser that has raw data -> (offset, length) in the file, in bytes."""
    found = {}
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        for number, start, end in _fields(data, 0, len(data)):
            if number != 7:
                continue
            for inner, tensor_start, tensor_end in _fields(data, start, end):
                if inner == 5:
                    parts = {n: (s, e) for n, s, e in _fields(data, tensor_start, tensor_end) if n in (8, 9)}
                    if 9 in parts:
                        name = data[slice(*parts[8])].decode("utf8")
                        found[name] = (parts[9][0], parts[9][1] - parts[9][0])
    return found


def _fields(data, at: int, end: int):
    """Number, start and end of every length-delimited field of a message; others are passed over."""
    while at < end:
        key, at = _varint(data, at)
        number, wire = key >> 3, key & 7
        if wire == LENGTH_DELIMITED:
            length, at = _varint(data, at)
            yield number, at, at + length
            at += length
        elif wire == 0:
            _, at = _varint(data, at)
        else:
            at += {1: 8, 5: 4}[wire]


def _varint(data, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
