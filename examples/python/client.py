"""Speaks with both kinds of call of a Sotto server.

usage: client.py HOST:PORT FOLDER   (writes FOLDER/synthesize.wav and FOLDER/stream.wav)
"""

import pathlib
import sys
import time
import wave

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).parent / "gen"))
from sotto.tts.v1 import audio_pb2 as audio  # noqa: E402
from sotto.tts.v1 import synthesis_service_pb2 as tts  # noqa: E402
from sotto.tts.v1 import synthesis_service_pb2_grpc as tts_grpc  # noqa: E402

CALL_SECONDS_MAX = 60
CONFIG = tts.SynthesisConfig(output=audio.AudioFormat(encoding=audio.AUDIO_ENCODING_LINEAR16))
Message = tts.StreamSynthesizeRequest


def stream_requests():
    """The client's side of a stream: its end is the half-close."""
    yield Message(config=CONFIG)
    for piece in ("The first words are spoken ", "while the last ones ", "are still being written."):
        yield Message(text=piece)
    yield Message(flush=tts.Flush(id=1))


def receive(call, path):
    """Writes the sound of a call's replies as a WAV file; tells of its first audio and its size."""
    begin, first, size, flushed = time.monotonic(), None, 0, False
    with wave.open(str(path), "wb") as wav:
        for reply in call:
            match reply.WhichOneof("event"):
                case "started":
                    wav.setparams((1, 2, reply.started.output.sample_rate_hz, 0, "NONE", ""))
                case "audio":
                    first = first or time.monotonic()
                    size += len(reply.audio.audio)
                    wav.writeframes(reply.audio.audio)
                case "flushed":
                    flushed = reply.flushed.id == 1
    if first is None:
        sys.exit(f"{path.name}: there was no sound")
    return f"{path.stem}: first audio after {1000 * (first - begin):.0f} ms, {size} bytes", flushed


def main(address, folder):
    with grpc.insecure_channel(address) as channel:
        service = tts_grpc.SynthesisServiceStub(channel)
        request = tts.SynthesizeRequest(config=CONFIG, text="A whole text, spoken from Python.")
        whole, _ = receive(service.Synthesize(request, timeout=CALL_SECONDS_MAX), folder / "synthesize.wav")
        call = service.StreamSynthesize(stream_requests(), timeout=CALL_SECONDS_MAX)
        streamed, flushed = receive(call, folder / "stream.wav")
    if not flushed:
        sys.exit("stream: the flush was not answered")
    print(f"python: {whole}; {streamed}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        main(sys.argv[1], pathlib.Path(sys.argv[2]))
    except grpc.RpcError as error:
        sys.exit(f"{error.code().name}: {error.details()}")
