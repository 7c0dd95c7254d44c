import { SynthesisConfig, SynthesizeRequest, type SynthesizeResponse } from "@sotto/proto";
import { synthesize } from "../../src/synthesis/synthesize.js";
import { type FakeRoom, RecordingSynthesis } from "./fake-synthesis.js";

/** A whole-text request. */
export function request(text: string, config: Partial<SynthesisConfig> = {}): SynthesizeRequest {
  return SynthesizeRequest.fromPartial({ text, config: SynthesisConfig.fromPartial(config) });
}

/** Begins a call in `room`. */
export function run(
  room: FakeRoom,
  given: SynthesizeRequest,
  signal: AbortSignal = new AbortController().signal,
  observer = new RecordingSynthesis(),
): AsyncGenerator<SynthesizeResponse> {
  return synthesize(given, room.deps, observer, signal);
}

/** Samples as LINEAR16. */
export function pcmOf(...segments: Float32Array[]): Buffer {
  const parts = segments.map((samples) => {
    return Buffer.from(Int16Array.from(samples, (value) => Math.round(value * 32767)).buffer);
  });
  return Buffer.concat(parts);
}

/** What the segments of a default call have in common. */
export const SPEC = {
  voice: { kind: "builtIn", name: "tone" },
  style: "",
  speed: 1,
  seed: 0,
} as const;
/** Two sentences. */
export const TEXT = "Hello there. How are you?";
