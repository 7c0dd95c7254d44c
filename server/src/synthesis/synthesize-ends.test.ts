import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AudioEncoding, SottoError, SynthesisConfig, SynthesizeRequest } from "@sotto/proto";
import { collect } from "../../test/support/drive-synthesis.js";
import { fakeRoom, RecordingSynthesis, settle } from "../../test/support/fake-synthesis.js";
import { assertNothingOpen } from "../../test/support/stream-call.js";
import { request, run, TEXT } from "../../test/support/synthesize-call.js";

describe("synthesize, ends", () => {
  it("ends with the signal's reason wherever it aborts, with nothing open", async () => {
    const total = (await collect(run(fakeRoom(), request(TEXT)))).length;
    for (let at = 0; at <= total; at++) {
      const room = fakeRoom();
      const controller = new AbortController();
      const replies = run(room, request(TEXT), controller.signal);
      for (let pulled = 0; pulled < at; pulled++) await replies.next();
      const pending = replies.next();
      controller.abort(new SottoError("DRAINING", "Going."));
      const rest = await Promise.allSettled([pending, replies.next()]);
      assert.ok(rest.some(({ status }) => status === "rejected") || at >= total, `at ${at}`);
      await assertNothingOpen(room);
      const steps = room.inference.orders.length;
      await settle();
      assert.equal(room.inference.orders.length, steps, "no step after the abort");
    }
  });

  it("closes all when the reader goes away", async () => {
    const room = fakeRoom();
    const replies = run(room, request(TEXT));
    await replies.next();
    await replies.next();
    await replies.return(undefined);
    await assertNothingOpen(room);
  });

  it("ends with what the engine throws", async () => {
    const lost = new SottoError("WORKER_LOST", "Lost.", { retryAfterMs: 1 });
    const room = fakeRoom({ beforeStep: () => Promise.reject(lost) });
    await assert.rejects(collect(run(room, request(TEXT))), lost);
    await assertNothingOpen(room);
  });

  it("ends a call that lasts too long, though the engine hangs", async () => {
    const room = fakeRoom({ beforeStep: () => new Promise<void>(() => undefined) });
    const replies = collect(run(room, request(TEXT)));
    await settle();
    room.clock.advance(600_000);
    await assert.rejects(replies, { reason: "DEADLINE", message: /call limit/ });
    await assertNothingOpen(room);
  });

  it("refuses before any inference, and names the field", async () => {
    const config = (partial: Partial<SynthesisConfig>): SynthesizeRequest =>
      request("Hi.", partial);
    const output = (encoding: number, sampleRateHz: number): SynthesizeRequest => {
      return config({ output: { encoding: encoding as AudioEncoding, sampleRateHz } });
    };
    const prompt = { container: 0, encoding: 0, sampleRateHz: 16000 } as const;
    const cases: [SynthesizeRequest, string, string][] = [
      [request(""), "INVALID_FIELD", "text"],
      [request("x".repeat(100_001)), "INVALID_FIELD", "text"],
      [request("👋".repeat(100_001)), "INVALID_FIELD", "text"],
      [config({ model: "other" }), "MODEL_NOT_FOUND", "config.model"],
      [config({ model: "m".repeat(201) }), "INVALID_FIELD", "config.model"],
      [config({ voice: "v".repeat(201) }), "INVALID_FIELD", "config.voice"],
      [output(9, 0), "INVALID_FIELD", "config.output.encoding"],
      [output(AudioEncoding.LINEAR16, 11025), "INVALID_FIELD", "config.output.sample_rate_hz"],
      [output(AudioEncoding.OGG_OPUS, 22050), "INVALID_FIELD", "config.output.sample_rate_hz"],
      [config({ speed: Number.NaN }), "INVALID_FIELD", "config.speed"],
      [config({ speed: Infinity }), "INVALID_FIELD", "config.speed"],
      [config({ speed: 0.4 }), "INVALID_FIELD", "config.speed"],
      [config({ speed: -1 }), "INVALID_FIELD", "config.speed"],
      [config({ seed: -1 }), "INVALID_FIELD", "config.seed"],
      [config({ seed: 2 ** 32 }), "INVALID_FIELD", "config.seed"],
      [config({ style: "angry" }), "UNSUPPORTED_STYLE", "config.style"],
      [config({ style: "slower ".repeat(50) }), "INVALID_FIELD", "config.style"],
      [config({ marks: [0] }), "INVALID_FIELD", "config.marks[0]"],
      [config({ marks: [1, 7 as 1] }), "INVALID_FIELD", "config.marks[1]"],
      [config({ prompt }), "INVALID_FIELD", "config.prompt"],
      [config({ maxTextWaitMs: 1 }), "INVALID_FIELD", "config.max_text_wait_ms"],
      [config({ resumeWindowMs: 1 }), "INVALID_FIELD", "config.resume_window_ms"],
    ];
    for (const [given, reason, field] of cases) {
      const room = fakeRoom();
      await assert.rejects(collect(run(room, given)), (error: unknown) => {
        assert.ok(error instanceof SottoError);
        assert.equal(error.reason, reason, field);
        assert.equal(error.details.field, field);
        return true;
      });
      assert.equal(room.inference.opened.length, 0);
      await assertNothingOpen(room);
    }
  });

  it("refuses an unknown voice, and gives the place back", async () => {
    const room = fakeRoom();
    const unknown = collect(run(room, request("Hi.", { voice: "voices/none" })));
    await assert.rejects(unknown, { reason: "VOICE_NOT_FOUND" });
    await assertNothingOpen(room);
  });

  it("takes the speeds and rates at the edges", async () => {
    for (const speed of [0, 0.5, 2, Math.fround(0.7)]) {
      assert.ok((await collect(run(fakeRoom(), request("Hi.", { speed })))).length > 0);
    }
    const room = fakeRoom({ model: { speedMin: 0.7, sampleRateHz: 8000 } });
    await collect(run(room, request("Hi.", { speed: Math.fround(0.7) })));
    assert.equal(room.inference.opened[0]?.speed, 0.7);
  });

  it("marks chunks as late only when computing was too slow", async () => {
    const slow = fakeRoom({
      beforeStep: () => {
        slow.clock.advance(5000);
      },
    });
    const observer = new RecordingSynthesis();
    await collect(run(slow, request("word ".repeat(200)), undefined, observer));
    assert.ok(observer.chunks.some(({ late }) => late));
    const quick = fakeRoom();
    const calm = new RecordingSynthesis();
    const replies = run(quick, request("word ".repeat(200)), undefined, calm);
    while ((await replies.next()).done !== true) quick.clock.advance(10_000);
    assert.ok(calm.chunks.length > 10);
    assert.ok(calm.chunks.every(({ late, gapMs }) => !late && gapMs === 10_000));
  });
});
