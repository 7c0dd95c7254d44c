import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError, type StreamSynthesizeResponse } from "@sotto/proto";
import { collect, eventsOf, soundOf } from "../../test/support/drive-synthesis.js";
import { fakeRoom, settle } from "../../test/support/fake-synthesis.js";
import {
  assertNothingOpen,
  breakLink,
  collectAll,
  comparable,
  MESSAGES,
  open,
  pull,
  resume,
  sessionOf,
  storeOf,
  uncut,
} from "../../test/support/resume-links.js";

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
});
