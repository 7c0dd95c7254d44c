import type { ServerWritableStream } from "@grpc/grpc-js";
import type { SynthesizeRequest, SynthesizeResponse } from "@sotto/proto";
import { fakeStarted, fakeUtterance } from "./fake-speech.js";

/** The fake's Synthesize. Texts in tests are short: back-pressure is left to the transport's buffers. */
export function fakeSynthesize(
  call: ServerWritableStream<SynthesizeRequest, SynthesizeResponse>,
): void {
  const { config, text } = call.request;
  const voice = config?.voice ?? "";
  write(call, fakeStarted("", 0, voice === "" ? "fake-voice" : voice));
  const counters = { utterance: 0, audioSequence: 0, samples: 0 };
  for (const event of fakeUtterance(text, counters)) write(call, event);
  call.end();
}

function write(
  call: ServerWritableStream<SynthesizeRequest, SynthesizeResponse>,
  event: ReturnType<typeof fakeStarted>,
): void {
  switch (event.$case) {
    case "started":
    case "audio":
    case "marks":
    case "utteranceDone":
      call.write({ event });
      break;
    case "resumed":
    case "voiceReady":
    case "flushed":
    case "cancelled":
      throw new Error(`Synthesize has no event ${event.$case}.`);
  }
}
