import assert from "node:assert/strict";
import {
  MarkKind,
  SottoError,
  type StreamSynthesizeRequest,
  type StreamSynthesizeResponse,
  SynthesisConfig,
} from "@sotto/proto";
import { SessionStore } from "../../src/synthesis/session-store.js";
import { streamSynthesize } from "../../src/synthesis/stream-synthesize.js";
import { collect, eventsOf, RequestPipe } from "./drive-synthesis.js";
import { type FakeRoom, fakeRoom, RecordingSynthesis, settle } from "./fake-synthesis.js";

type Message = NonNullable<StreamSynthesizeRequest["message"]>;

/** What the client of a resumable stream sends, before it ends its side. */
export const MESSAGES: Message[] = [
  {
    $case: "config",
    value: SynthesisConfig.fromPartial({ resumeWindowMs: 10_000, marks: [MarkKind.WORD] }),
  },
  { $case: "text", value: "Hello there. How are " },
  { $case: "text", value: "you? Fine, thank you. " },
  { $case: "flush", value: { id: 1 } },
  { $case: "text", value: "Bye then" },
];

/** One link of a session. */
export interface Link {
  readonly pipe: RequestPipe;
  readonly controller: AbortController;
  readonly observer: RecordingSynthesis;
  readonly replies: AsyncGenerator<StreamSynthesizeResponse, void>;
}

/** Opens a link. */
export function open(room: FakeRoom, sessions: SessionStore, ...messages: Message[]): Link {
  const pipe = new RequestPipe().send(...messages);
  const controller = new AbortController();
  const observer = new RecordingSynthesis();
  const replies = streamSynthesize(pipe, room.deps, observer, controller.signal, sessions);
  return { pipe, controller, observer, replies };
}

/** A store on the room's clock. */
export function storeOf(room: FakeRoom): SessionStore {
  return new SessionStore(room.deps.limits, room.clock);
}

/** The first message of a link that resumes. */
export const resume = (session: string, receivedSequence: number): Message => {
  return { $case: "resume", value: { session, receivedSequence } };
};

/** The next reply. */
export async function pull(link: Link): Promise<StreamSynthesizeResponse> {
  const { value } = await link.replies.next();
  assert.ok(value !== undefined, "the stream has ended");
  return value;
}

/** Collects while time moves on, so that a half-close is believed. */
export async function collectAll(room: FakeRoom, link: Link): Promise<StreamSynthesizeResponse[]> {
  const state = { isDone: false };
  const all = collect(link.replies).finally(() => {
    state.isDone = true;
  });
  for (let turn = 0; turn < 50 && !state.isDone; turn++) {
    await settle();
    room.clock.advance(5);
  }
  assert.ok(state.isDone, "the stream has not ended");
  return all;
}

/** Breaks a link in one of the two ways in which the rpc seam notices. */
export async function breakLink(link: Link, how: "abort" | "return"): Promise<void> {
  if (how === "return") await link.replies.return(undefined);
  else {
    link.controller.abort(new SottoError("CANCELLED", "Gone."));
    await link.replies.next().catch(() => undefined);
  }
}

/** The secret to resume by. */
export function sessionOf(replies: readonly StreamSynthesizeResponse[]): string {
  const session = eventsOf(replies, "started")[0]?.session ?? "";
  assert.match(session, /^[0-9a-f]{32}$/);
  return session;
}

/** Without what differs between any two runs: the secret and the times. */
export function comparable(replies: readonly StreamSynthesizeResponse[]): unknown[] {
  return replies.map(({ sequence, event }) => {
    if (event?.$case === "started") return [sequence, "started"];
    if (event?.$case === "utteranceDone") {
      const { utterance, samples, textLength, chunks } = event.value;
      return [sequence, utterance, samples, textLength, chunks];
    }
    return [sequence, event];
  });
}

/** What a stream says that nobody interrupts. */
export async function uncut(): Promise<StreamSynthesizeResponse[]> {
  const room = fakeRoom();
  const link = open(room, storeOf(room), ...MESSAGES);
  link.pipe.end();
  return collectAll(room, link);
}

/** Everything that a session may hold has been given back. */
export async function assertNothingOpen(room: FakeRoom): Promise<void> {
  await settle();
  assert.equal(room.inference.activeLeases, 0, "leases");
  assert.equal(room.inference.openSegments, 0, "segments");
  assert.equal(room.openEncoders, 0, "encoders");
  assert.equal(room.clock.timers, 0, "timers");
}
