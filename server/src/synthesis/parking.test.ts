import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError, type StreamSynthesizeResponse, SynthesisConfig } from "@sotto/proto";
import { collect, eventsOf, soundOf } from "../../test/support/drive-synthesis.js";
import { fakeRoom, RecordingSynthesis, settle } from "../../test/support/fake-synthesis.js";
import {
  assertNothingOpen,
  breakLink,
  collectAll,
  MESSAGES,
  open,
  pull,
  resume,
  sessionOf,
  storeOf,
} from "../../test/support/resume-links.js";
import { synthesize } from "./synthesize.js";

describe("parking", () => {
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
