import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  MarkKind,
  SottoError,
  type StreamSynthesizeRequest,
  type StreamSynthesizeResponse,
  SynthesisConfig,
} from "@sotto/proto";
import { collect, eventsOf, RequestPipe, soundOf } from "../../test/support/drive-synthesis.js";
import {
  type FakeRoom,
  fakeRoom,
  RecordingSynthesis,
  settle,
} from "../../test/support/fake-synthesis.js";
import { SessionStore } from "./session-store.js";
import { streamSynthesize } from "./stream-synthesize.js";
import { synthesize } from "./synthesize.js";

type Message = NonNullable<StreamSynthesizeRequest["message"]>;

const MESSAGES: Message[] = [
  {
    $case: "config",
    value: SynthesisConfig.fromPartial({ resumeWindowMs: 10_000, marks: [MarkKind.WORD] }),
  },
  { $case: "text", value: "Hello there. How are " },
  { $case: "text", value: "you? Fine, thank you. " },
  { $case: "flush", value: { id: 1 } },
  { $case: "text", value: "Bye then" },
];

interface Link {
  readonly pipe: RequestPipe;
  readonly controller: AbortController;
  readonly observer: RecordingSynthesis;
  readonly replies: AsyncGenerator<StreamSynthesizeResponse, void>;
}

function open(room: FakeRoom, sessions: SessionStore, ...messages: Message[]): Link {
  const pipe = new RequestPipe().send(...messages);
  const controller = new AbortController();
  const observer = new RecordingSynthesis();
  const replies = streamSynthesize(pipe, room.deps, observer, controller.signal, sessions);
  return { pipe, controller, observer, replies };
}

function storeOf(room: FakeRoom): SessionStore {
  return new SessionStore(room.deps.limits, room.clock);
}

const resume = (session: string, receivedSequence: number): Message => {
  return { $case: "resume", value: { session, receivedSequence } };
};

async function pull(link: Link): Promise<StreamSynthesizeResponse> {
  const { value } = await link.replies.next();
  assert.ok(value !== undefined, "the stream has ended");
  return value;
}

/** Collects while time moves on, so that a half-close is believed. */
async function collectAll(room: FakeRoom, link: Link): Promise<StreamSynthesizeResponse[]> {
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

async function breakLink(link: Link, how: "abort" | "return"): Promise<void> {
  if (how === "return") await link.replies.return(undefined);
  else {
    link.controller.abort(new SottoError("CANCELLED", "Gone."));
    await link.replies.next().catch(() => undefined);
  }
}

function sessionOf(replies: readonly StreamSynthesizeResponse[]): string {
  const session = eventsOf(replies, "started")[0]?.session ?? "";
  assert.match(session, /^[0-9a-f]{32}$/);
  return session;
}

/** Without what differs between any two runs: the secret and the times. */
function comparable(replies: readonly StreamSynthesizeResponse[]): unknown[] {
  return replies.map(({ sequence, event }) => {
    if (event?.$case === "started") return [sequence, "started"];
    if (event?.$case === "utteranceDone") {
      const { utterance, samples, textLength, chunks } = event.value;
      return [sequence, utterance, samples, textLength, chunks];
    }
    return [sequence, event];
  });
}

async function uncut(): Promise<StreamSynthesizeResponse[]> {
  const room = fakeRoom();
  const link = open(room, storeOf(room), ...MESSAGES);
  link.pipe.end();
  return collectAll(room, link);
}

async function assertNothingOpen(room: FakeRoom): Promise<void> {
  await settle();
  assert.equal(room.inference.activeLeases, 0, "leases");
  assert.equal(room.inference.openSegments, 0, "segments");
  assert.equal(room.openEncoders, 0, "encoders");
  assert.equal(room.clock.timers, 0, "timers");
}

describe("resume", () => {
  for (const how of ["abort", "return"] as const) {
    it(`goes on with identical replies after a link broke (${how}) at any point`, async () => {
      const whole = await uncut();
      const flushedAt = whole.findIndex(({ event }) => event?.$case === "flushed");
      for (let cut = 1; cut <= whole.length; cut++) {
        const room = fakeRoom();
        const sessions = storeOf(room);
        const first = open(room, sessions, ...MESSAGES.slice(0, 2));
        const got: StreamSynthesizeResponse[] = [];
        while (got.length < Math.min(cut, 3)) got.push(await pull(first));
        first.pipe.send(...MESSAGES.slice(2));
        if (cut > flushedAt + 1) {
          first.pipe.end();
          await settle();
          room.clock.advance(5);
        }
        while (got.length < cut) got.push(await pull(first));
        const session = sessionOf(got);
        await breakLink(first, how);
        assert.equal(sessions.parkedCount, 1);
        // The last reply never arrived.
        got.pop();
        const second = open(room, sessions, resume(session, got.length));
        const answer: StreamSynthesizeResponse = await pull(second);
        assert.equal(answer.sequence, 0);
        const received = eventsOf([answer], "resumed")[0]?.receivedMessages ?? -1;
        second.pipe.send(...MESSAGES.slice(received)).end();
        got.push(...(await collectAll(room, second)));
        assert.deepEqual(comparable(got), comparable(whole), `cut after ${cut}`);
        assert.ok(soundOf(got).equals(soundOf(whole)));
        sessions.close();
        await assertNothingOpen(room);
      }
    });
  }

  it("computes nothing while there is no link, and loses no message that was read", async () => {
    const room = fakeRoom();
    const sessions = storeOf(room);
    const first = open(room, sessions, ...MESSAGES);
    const [started] = [await pull(first)];
    await settle();
    await breakLink(first, "abort");
    const steps = room.inference.orders.length;
    await settle();
    assert.ok(room.inference.orders.length <= steps);
    assert.equal(room.inference.activeLeases, 1);
    const second = open(room, sessions, resume(sessionOf([started]), 1));
    const answer: StreamSynthesizeResponse = await pull(second);
    assert.equal(eventsOf([answer], "resumed")[0]?.receivedMessages, MESSAGES.length);
    second.pipe.end();
    await collectAll(room, second);
    sessions.close();
    await assertNothingOpen(room);
  });

  it("does not take the end of a link that breaks for the end of the input", async () => {
    const room = fakeRoom();
    const sessions = storeOf(room);
    const first = open(room, sessions, ...MESSAGES.slice(0, 2));
    const got: StreamSynthesizeResponse[] = [await pull(first)];
    first.pipe.end();
    await settle();
    await breakLink(first, "abort");
    room.clock.advance(100);
    const second = open(room, sessions, resume(sessionOf(got), 1));
    await second.replies.next();
    second.pipe.send(...MESSAGES.slice(2)).end();
    got.push(...(await collectAll(room, second)));
    assert.deepEqual(comparable(got), comparable(await uncut()));
    sessions.close();
  });

  it("takes over a session whose old link does not know yet that it is dead", async () => {
    const room = fakeRoom();
    const sessions = storeOf(room);
    const first = open(room, sessions, ...MESSAGES);
    const got: StreamSynthesizeResponse[] = [await pull(first), await pull(first)];
    const pending = first.replies.next();
    const second = open(room, sessions, resume(sessionOf(got), 2));
    await second.replies.next();
    await Promise.allSettled([pending]);
    await assert.rejects(
      collect(first.replies).then((rest) => {
        if (rest.length === 0) throw new SottoError("CANCELLED", "It had ended.");
      }),
    );
    assert.equal(sessions.parkedCount, 0, "the session stays with its new link");
    second.pipe.end();
    got.push(...(await collectAll(room, second)));
    assert.deepEqual(comparable(got), comparable(await uncut()));
    sessions.close();
    await assertNothingOpen(room);
  });

  it("keeps the tail of a session that ended, until it is acknowledged or the window closes", async () => {
    const room = fakeRoom();
    const sessions = storeOf(room);
    const link = open(room, sessions, ...MESSAGES);
    link.pipe.end();
    const all = await collectAll(room, link);
    assert.equal(sessions.parkedCount, 1);
    assert.equal(room.inference.activeLeases, 0, "it holds no place on a worker");
    const again = open(room, sessions, resume(sessionOf(all), all.length - 2));
    again.pipe.end();
    const tail = await collectAll(room, again);
    assert.deepEqual(comparable(tail.slice(1)), comparable(all.slice(-2)));
    assert.equal(sessions.parkedCount, 1);
    room.clock.advance(10_000);
    assert.equal(sessions.parkedCount, 0);
    await assertNothingOpen(room);
  });

  it("forgets a session whose replies were all acknowledged", async () => {
    const room = fakeRoom();
    const sessions = storeOf(room);
    const link = open(room, sessions, ...MESSAGES);
    const got: StreamSynthesizeResponse[] = [];
    while (eventsOf(got, "flushed").length === 0) got.push(await pull(link));
    link.pipe.end();
    const rest = await collectAll(room, link);
    const last = got.length + rest.length;
    const second = open(room, sessions, resume(sessionOf(got), last));
    second.pipe.end();
    assert.equal((await collectAll(room, second)).length, 1);
    assert.equal(sessions.parkedCount, 0);
    await assertNothingOpen(room);
  });

  it("refuses what is not held, in a way that tells to begin anew", async () => {
    const room = fakeRoom({ limits: { resumeBufferBytes: 6000 } });
    const sessions = storeOf(room);
    const refused = async (session: string, sequence: number): Promise<unknown> => {
      const link = open(room, sessions, resume(session, sequence));
      return collect(link.replies).then(
        () => assert.fail("it was resumed"),
        (error: unknown) => (error instanceof SottoError ? error.reason : error),
      );
    };
    assert.equal(await refused("0".repeat(32), 0), "RESUME_EXPIRED");
    assert.equal(await refused("x".repeat(1e5), 0), "RESUME_EXPIRED");
    const first = open(room, sessions, ...MESSAGES);
    const got: StreamSynthesizeResponse[] = [];
    while (eventsOf(got, "flushed").length === 0) got.push(await pull(first));
    await breakLink(first, "abort");
    const session = sessionOf(got);
    assert.equal(await refused(session, 0), "RESUME_EXPIRED");
    assert.deepEqual([...new Set(first.observer.limits)], ["resume_buffer_bytes"]);
    assert.equal(await refused(session, 1e6), "INVALID_FIELD");
    assert.equal(sessions.parkedCount, 1, "a wrong question does no harm");
    const second = open(room, sessions, resume(session, got.length));
    second.pipe.end();
    assert.ok(soundOf(await collectAll(room, second)).byteLength > 0);
    sessions.close();
    room.clock.advance(10_000);
    assert.equal(await refused(session, got.length), "RESUME_EXPIRED");
    await assertNothingOpen(room);
  });

  it("closes parked sessions when their window closes, and when there are too many", async () => {
    const room = fakeRoom({ limits: { parkedSessionsMax: 2 } });
    const sessions = storeOf(room);
    for (let count = 0; count < 4; count++) {
      const link = open(room, sessions, ...MESSAGES);
      await link.replies.next();
      await breakLink(link, "abort");
      room.clock.advance(1000);
    }
    assert.equal(sessions.parkedCount, 2);
    assert.equal(room.inference.activeLeases, 2);
    room.clock.advance(8000);
    assert.equal(sessions.parkedCount, 1);
    room.clock.advance(1000);
    assert.equal(sessions.parkedCount, 0);
    await assertNothingOpen(room);
  });

  it("gives the place of a parked session to a caller who would be refused", async () => {
    const room = fakeRoom({ leasesMax: 1 });
    const sessions = storeOf(room);
    const parked = open(room, sessions, ...MESSAGES);
    await parked.replies.next();
    await assert.rejects(collect(open(room, sessions, ...MESSAGES).replies), { reason: "BUSY" });
    await breakLink(parked, "abort");
    const observer = new RecordingSynthesis();
    const signal = new AbortController().signal;
    const request = { config: undefined, text: "Hi." };
    const replies = await collect(synthesize(request, room.deps, observer, signal, sessions));
    assert.ok(soundOf(replies).byteLength > 0);
    assert.equal(sessions.parkedCount, 0);
    await assertNothingOpen(room);
  });

  it("parks nothing without a window, when draining, and after the store was closed", async () => {
    const room = fakeRoom();
    const sessions = storeOf(room);
    const plain = open(room, sessions, { $case: "config", value: SynthesisConfig.fromPartial({}) });
    await plain.replies.next();
    await breakLink(plain, "abort");
    assert.equal(sessions.parkedCount, 0);
    const drained = open(room, sessions, ...MESSAGES);
    await drained.replies.next();
    drained.controller.abort(new SottoError("DRAINING", "Going."));
    await assert.rejects(collect(drained.replies), { reason: "DRAINING" });
    assert.equal(sessions.parkedCount, 0);
    const late = open(room, sessions, ...MESSAGES);
    await late.replies.next();
    sessions.close();
    await breakLink(late, "abort");
    assert.equal(sessions.parkedCount, 0);
    await assertNothingOpen(room);
  });

  it("frees replies as they are acknowledged", async () => {
    const room = fakeRoom({ limits: { resumeBufferBytes: 5000 } });
    const link = open(room, storeOf(room), ...MESSAGES);
    const got: StreamSynthesizeResponse[] = [];
    while (eventsOf(got, "flushed").length === 0) {
      const reply: StreamSynthesizeResponse = await pull(link);
      got.push(reply);
      const receivedSequence = reply.sequence;
      const report = { bufferedMs: 0, playedSamples: 0, underruns: 0, receivedSequence };
      link.pipe.send({ $case: "playback", value: report });
      await settle();
    }
    assert.ok(soundOf(got).byteLength > 5000);
    assert.deepEqual(link.observer.limits, []);
    await link.replies.return(undefined);
  });
});
