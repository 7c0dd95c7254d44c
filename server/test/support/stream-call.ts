import assert from "node:assert/strict";
import {
  PromptFormat,
  type StreamSynthesizeRequest,
  type StreamSynthesizeResponse,
  SynthesisConfig,
} from "@sotto/proto";
import { SessionStore } from "../../src/synthesis/session-store.js";
import { streamSynthesize } from "../../src/synthesis/stream-synthesize.js";
import { RequestPipe } from "./drive-synthesis.js";
import { FAKE_MODEL, fakeSamples } from "./fake-inference.js";
import { type FakeRoom, fakeRoom, RecordingSynthesis, settle } from "./fake-synthesis.js";

/** One message of the client. */
export type Message = NonNullable<StreamSynthesizeRequest["message"]>;

/** The first message. */
export const config = (partial: Partial<SynthesisConfig> = {}): Message => {
  return { $case: "config", value: SynthesisConfig.fromPartial(partial) };
};
/** A piece of text. */
export const text = (value: string): Message => ({ $case: "text", value });
/** A flush. */
export const flush = (id: number): Message => ({ $case: "flush", value: { id } });
/** A barge-in. */
export const cancel = (playedSamples = 0): Message => ({
  $case: "cancel",
  value: { playedSamples },
});
/** A piece of a prompt. */
export const piece = (...bytes: number[]): Message => ({
  $case: "promptAudio",
  value: Buffer.from(bytes),
});
/** The end of a prompt. */
export const promptEnd: Message = { $case: "promptEnd", value: { transcript: "" } };
/** A playback report. */
export const playback = (bufferedMs: number, playedSamples = 0, receivedSequence = 0): Message => {
  return {
    $case: "playback",
    value: { bufferedMs, playedSamples, underruns: 0, receivedSequence },
  };
};
/** The format of the prompts. */
export const PROMPT = PromptFormat.fromPartial({ sampleRateHz: 8000 });
/** The bytes of a prompt that is long enough. */
export const VOICE = Array.from({ length: 200 }, (_, index) => index % 200);

/** One call and what belongs to it. */
export interface Call {
  readonly room: FakeRoom;
  readonly sessions: SessionStore;
  readonly pipe: RequestPipe;
  readonly observer: RecordingSynthesis;
  readonly controller: AbortController;
  readonly replies: AsyncGenerator<StreamSynthesizeResponse, void>;
}

/** Begins a call with a session store of its own. */
export function call(room = fakeRoom(), ...messages: Message[]): Call {
  const sessions = new SessionStore(room.deps.limits, room.clock);
  return callOn(room, sessions, ...messages);
}

/** Begins a call. */
export function callOn(room: FakeRoom, sessions: SessionStore, ...messages: Message[]): Call {
  const pipe = new RequestPipe().send(...messages);
  const observer = new RecordingSynthesis();
  const controller = new AbortController();
  const replies = streamSynthesize(pipe, room.deps, observer, controller.signal, sessions);
  return { room, sessions, pipe, observer, controller, replies };
}

/** Everything that a stream may hold has been given back. */
export async function assertNothingOpen(room: FakeRoom): Promise<void> {
  await settle();
  assert.equal(room.inference.activeLeases, 0, "leases");
  assert.equal(room.inference.openSegments, 0, "segments");
  assert.equal(room.inference.openPrompts, 0, "prompts");
  assert.equal(room.openEncoders, 0, "encoders");
  assert.equal(room.openDecoders, 0, "decoders");
  assert.equal(room.clock.timers, 0, "timers");
}

/** Pulls until a reply of `kind`. */
export async function pullUntil(
  replies: AsyncGenerator<StreamSynthesizeResponse, void>,
  kind: string,
): Promise<StreamSynthesizeResponse[]> {
  const pulled: StreamSynthesizeResponse[] = [];
  while (pulled.at(-1)?.event?.$case !== kind) {
    const { done, value } = await replies.next();
    assert.ok(done !== true, `the stream ended before ${kind}`);
    pulled.push(value);
  }
  return pulled;
}

/** The sound of a segment as LINEAR16. */
export function pcmOf(segmentText: string, segmentIndex = 0): Buffer {
  const voice = { kind: "builtIn", name: "tone" } as const;
  const spec = { text: segmentText, voice, style: "", speed: 1, seed: 0, segmentIndex };
  const samples = fakeSamples(spec, FAKE_MODEL);
  return Buffer.from(Int16Array.from(samples, (value) => Math.round(value * 32767)).buffer);
}
