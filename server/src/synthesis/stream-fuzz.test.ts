import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  MarkKind,
  PromptFormat,
  SottoError,
  type StreamSynthesizeResponse,
  SynthesisConfig,
} from "@sotto/proto";
import fc from "fast-check";
import { RequestPipe } from "../../test/support/drive-synthesis.js";
import {
  type FakeRoom,
  fakeRoom,
  RecordingSynthesis,
  settle,
} from "../../test/support/fake-synthesis.js";
import type { Message } from "../../test/support/stream-call.js";
import { SessionStore } from "./session-store.js";
import { streamSynthesize } from "./stream-synthesize.js";

/** How many sequences are tried; each takes well under a millisecond or two. */
const SEQUENCES = 2500;

const uint32 = fc.oneof(fc.constantFrom(0, 1, 2, 500, 10_000, 2 ** 32 - 1), fc.nat());
const textPiece = fc.oneof(
  {
    weight: 30,
    arbitrary: fc.constantFrom(
      ...[
        "",
        " ",
        "Hello",
        "Hello. ",
        "Hi! How are",
        "\n\n",
        "...",
        "🙂",
        "你好。",
        "3.",
        "14 ",
        "\u0000",
        "a, b; ",
      ],
    ),
  },
  { weight: 20, arbitrary: fc.string({ unit: "grapheme", maxLength: 30 }) },
  { weight: 2, arbitrary: fc.constantFrom("x".repeat(16_385), "word ".repeat(100)) },
);
const style = fc.constantFrom("", "", "slower", "angry");
const speed = fc.constantFrom(0, 1, 0.5, 2, 3, -1, Number.NaN, Infinity);
const goodConfig: fc.Arbitrary<Message> = fc
  .record({
    resumeWindowMs: fc.constantFrom(0, 5000, 5000),
    marks: fc.constantFrom<MarkKind[]>([], [MarkKind.WORD], [MarkKind.PHONEME, MarkKind.WORD]),
    prompt: fc.constantFrom(undefined, undefined, PromptFormat.fromPartial({ sampleRateHz: 8000 })),
    maxTextWaitMs: fc.constantFrom(0, 100),
  })
  .map((value) => ({ $case: "config", value: SynthesisConfig.fromPartial(value) }));
const anyConfig: fc.Arbitrary<Message> = fc
  .record({ seed: uint32, style, speed, maxTextWaitMs: uint32, resumeWindowMs: uint32 })
  .map((value) => ({ $case: "config", value: SynthesisConfig.fromPartial(value) }));
const anyMessage: fc.Arbitrary<Message | undefined> = fc.oneof(
  { weight: 1, arbitrary: fc.oneof(anyConfig, fc.constant(undefined)) },
  {
    weight: 1,
    arbitrary: uint32.map((receivedSequence) => {
      return { $case: "resume" as const, value: { session: "unknown", receivedSequence } };
    }),
  },
  {
    weight: 2,
    arbitrary: fc.uint8Array({ maxLength: 300, max: 254 }).map((bytes) => {
      return { $case: "promptAudio" as const, value: Buffer.from(bytes) };
    }),
  },
  {
    weight: 3,
    arbitrary: textPiece.map((transcript) => ({
      $case: "promptEnd" as const,
      value: { transcript },
    })),
  },
  { weight: 40, arbitrary: textPiece.map((value) => ({ $case: "text" as const, value })) },
  { weight: 6, arbitrary: uint32.map((id) => ({ $case: "flush" as const, value: { id } })) },
  {
    weight: 4,
    arbitrary: uint32.map((playedSamples) => ({
      $case: "cancel" as const,
      value: { playedSamples },
    })),
  },
  {
    weight: 4,
    arbitrary: fc
      .record({
        bufferedMs: uint32,
        playedSamples: uint32,
        underruns: uint32,
        receivedSequence: uint32,
      })
      .map((value) => ({ $case: "playback" as const, value })),
  },
);

/** A stream that speaks in the voice of its prompt. */
const PROMPTED: Message[] = [
  {
    $case: "config",
    value: SynthesisConfig.fromPartial({ prompt: { sampleRateHz: 8000 }, resumeWindowMs: 5000 }),
  },
  { $case: "promptAudio", value: Buffer.alloc(150, 7) },
  { $case: "promptEnd", value: { transcript: "" } },
];

type Action =
  | { readonly kind: "send"; readonly message: Message | undefined }
  | { readonly kind: "pull" }
  | { readonly kind: "wait"; readonly ms: number }
  | { readonly kind: "settle" }
  | { readonly kind: "breakLink" }
  | { readonly kind: "end" };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 10, arbitrary: anyMessage.map((message) => ({ kind: "send" as const, message })) },
  { weight: 10, arbitrary: fc.constant({ kind: "pull" as const }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(1, 100, 500, 40_000).map((ms) => ({ kind: "wait" as const, ms })),
  },
  { weight: 2, arbitrary: fc.constant({ kind: "settle" as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: "breakLink" as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: "end" as const }) },
);

/** Drives one session, over as many links as the actions make, and checks what it sees. */
class FuzzClient {
  /** Events seen, by kind: a fuzz that reached nothing would prove nothing. */
  static readonly seen = new Map<string, number>();
  readonly #room: FakeRoom;
  readonly #sessions: SessionStore;
  #pipe = new RequestPipe();
  #controller = new AbortController();
  #replies: AsyncGenerator<StreamSynthesizeResponse, void>;
  #pulls: Promise<unknown>[] = [];
  #session = "";
  #lastSequence = 0;
  #nextSample = 0;
  #isOver = false;

  constructor(room: FakeRoom, sessions: SessionStore, first: readonly (Message | undefined)[]) {
    this.#room = room;
    this.#sessions = sessions;
    this.#pipe.send(...first);
    this.#replies = this.#open();
  }

  async act(next: Action): Promise<void> {
    switch (next.kind) {
      case "send":
        this.#pipe.send(next.message);
        return;
      case "pull":
        this.#pull();
        return;
      case "wait":
        this.#room.clock.advance(next.ms);
        return;
      case "settle":
        await settle();
        return;
      case "end":
        this.#pipe.end();
        return;
      case "breakLink":
        await this.#breakLink();
    }
  }

  /** Ends the input, pulls all that is left, and lets time run out. */
  async finish(): Promise<void> {
    this.#pipe.end();
    for (let turn = 0; turn < 4000 && !this.#isOver; turn++) {
      this.#pull();
      await settle(1);
      // Time enough for a half-close to be believed; then, for a call that waits for its client, more than it may.
      this.#room.clock.advance(turn < 100 ? 5 : 60_000);
    }
    assert.ok(this.#isOver, "the generator has not ended");
    await Promise.all(this.#pulls);
  }

  #open(): AsyncGenerator<StreamSynthesizeResponse, void> {
    const { signal } = this.#controller;
    const observer = new RecordingSynthesis();
    return streamSynthesize(this.#pipe, this.#room.deps, observer, signal, this.#sessions);
  }

  #pull(): void {
    const pulled = this.#replies.next().then(
      ({ done, value }) => {
        if (done === true) this.#isOver = true;
        else this.#check(value);
      },
      (error: unknown) => {
        this.#isOver = true;
        assert.ok(error instanceof SottoError, `not a typed error: ${String(error)}`);
        assert.notEqual(error.reason, "INTERNAL", error.stack);
      },
    );
    this.#pulls.push(pulled);
    pulled.catch(() => undefined);
  }

  #check({ sequence, event }: StreamSynthesizeResponse): void {
    const kind = event?.$case ?? "none";
    FuzzClient.seen.set(kind, (FuzzClient.seen.get(kind) ?? 0) + 1);
    if (event?.$case === "resumed") {
      assert.equal(sequence, 0);
      return;
    }
    assert.equal(sequence, this.#lastSequence + 1, "no reply is lost or repeated");
    this.#lastSequence = sequence;
    if (event?.$case === "started") this.#session = event.value.session;
    if (event?.$case === "audio") {
      assert.equal(event.value.sampleOffset, this.#nextSample);
      this.#nextSample += event.value.samples;
    }
    if (event?.$case === "cancelled") {
      assert.equal(event.value.nextSampleOffset, this.#nextSample);
      assert.ok(event.value.heardSamples <= this.#nextSample);
    }
  }

  async #breakLink(): Promise<void> {
    this.#controller.abort(new SottoError("CANCELLED", "Gone."));
    this.#pull();
    await Promise.all(this.#pulls.splice(0));
    await this.#replies.return();
    if (this.#session === "" || this.#sessions.parkedCount === 0) return;
    this.#isOver = false;
    this.#controller = new AbortController();
    const receivedSequence = this.#lastSequence;
    this.#pipe = new RequestPipe().send({
      $case: "resume",
      value: { session: this.#session, receivedSequence },
    });
    this.#replies = this.#open();
  }
}

describe("streamSynthesize, any messages in any order", () => {
  it(`ends every one of ${SEQUENCES} streams with a typed error or none, and leaves nothing open`, async () => {
    const first = fc.oneof(
      { weight: 6, arbitrary: goodConfig.map((message) => [message]) },
      { weight: 3, arbitrary: fc.constant(PROMPTED) },
      { weight: 1, arbitrary: anyMessage.map((message) => [message]) },
    );
    const sequence = fc.tuple(first, fc.array(action, { maxLength: 40 }));
    await fc.assert(
      fc.asyncProperty(sequence, async ([firstMessages, actions]) => {
        const room = fakeRoom({ limits: { idleMs: 30_000 } });
        const sessions = new SessionStore(room.deps.limits, room.clock);
        const client = new FuzzClient(room, sessions, firstMessages);
        for (const next of actions) await client.act(next);
        await client.finish();
        sessions.close();
        await settle();
        const { activeLeases, openSegments, openPrompts } = room.inference;
        assert.deepEqual(
          [activeLeases, openSegments, openPrompts, room.openEncoders, room.openDecoders],
          [0, 0, 0, 0, 0],
        );
        assert.equal(room.clock.timers, 0);
      }),
      { numRuns: SEQUENCES, seed: 3 },
    );
    for (const kind of [
      "started",
      "resumed",
      "voiceReady",
      "audio",
      "marks",
      "flushed",
      "cancelled",
      "utteranceDone",
    ]) {
      assert.ok(
        (FuzzClient.seen.get(kind) ?? 0) > 40,
        `${kind}: ${FuzzClient.seen.get(kind) ?? 0}`,
      );
    }
  });
});
