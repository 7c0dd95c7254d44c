import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AudioEncoding, SottoError } from "@sotto/proto";
import { collect, eventsOf, outlineOf, soundOf } from "../../test/support/drive-synthesis.js";
import { fakeRoom, settle } from "../../test/support/fake-synthesis.js";
import {
  assertNothingOpen,
  call,
  config,
  flush,
  type Message,
  PROMPT,
  piece,
  playback,
  promptEnd,
  pullUntil,
  text,
  VOICE,
} from "../../test/support/stream-call.js";

describe("streamSynthesize, prompts", () => {
  it("encodes a prompt while it arrives, and speaks text that came before its end in its voice", async () => {
    const { room, pipe, replies } = call(undefined, config({ prompt: PROMPT }), text("Early. "));
    pipe.send(piece(...VOICE.slice(0, 3)), text("Text"), piece(...VOICE.slice(3)));
    const early = pullUntil(replies, "voiceReady");
    await settle();
    assert.equal(room.inference.opened.length, 0);
    pipe.send(promptEnd);
    const [ready] = eventsOf(await early, "voiceReady");
    assert.match(ready?.voice ?? "", /^voices\/[0-9a-f]{32}$/);
    assert.equal(ready?.summary, "Takes pitch. Measured.");
    assert.equal(ready.promptDuration?.nanos, 25_000_000);
    pipe.end();
    const rest = await collect(replies);
    assert.equal(outlineOf(rest), "audio utteranceDone");
    assert.deepEqual(
      room.inference.opened.map((spec) => [spec.text, spec.voice.kind]),
      [
        ["Early.", "profile"],
        ["Text", "profile"],
      ],
    );
    await assertNothingOpen(room);
  });

  it("gives a voice the same name however its prompt is cut", async () => {
    const names = new Set<string>();
    for (const cut of [1, 50, 199]) {
      const { pipe, replies } = call(undefined, config({ prompt: PROMPT }));
      pipe.send(piece(...VOICE.slice(0, cut)), piece(...VOICE.slice(cut)), promptEnd).end();
      names.add(eventsOf(await collect(replies), "voiceReady")[0]?.voice ?? "");
    }
    assert.equal(names.size, 1);
  });

  it("tells of the voice though there is nothing to speak", async () => {
    const { pipe, replies } = call(
      undefined,
      config({ prompt: PROMPT }),
      piece(...VOICE),
      promptEnd,
    );
    pipe.end();
    assert.equal(outlineOf(await collect(replies)), "started voiceReady");
  });

  it("refuses prompts that can't be used, and models that take none", async () => {
    const cases: [Message[], string][] = [
      [[piece(1, 2), promptEnd], "UNUSABLE_PROMPT"],
      [[promptEnd], "UNUSABLE_PROMPT"],
      [[piece(255)], "UNUSABLE_PROMPT"],
      [[piece()], "INVALID_FIELD"],
      [[{ $case: "promptAudio", value: Buffer.alloc(64 * 1024 + 1) }], "INVALID_FIELD"],
      [[{ $case: "promptEnd", value: { transcript: "x".repeat(1001) } }], "INVALID_FIELD"],
      [Array.from({ length: 4 }, () => text("x".repeat(16_000))), "LIMIT_EXCEEDED"],
      [[text("Hi. "), ...Array.from({ length: 20_000 }, (_, id) => flush(id))], "LIMIT_EXCEEDED"],
    ];
    for (const [messages, reason] of cases) {
      const { room, replies } = call(undefined, config({ prompt: PROMPT }), ...messages);
      await assert.rejects(collect(replies), { reason });
      await assertNothingOpen(room);
    }
    const none = fakeRoom({ model: { cloning: "none" } });
    await assert.rejects(collect(call(none, config({ prompt: PROMPT })).replies), {
      reason: "UNSUPPORTED_FEATURE",
    });
    const both = config({ prompt: PROMPT, voice: "tone" });
    await assert.rejects(collect(call(undefined, both).replies), { reason: "INVALID_FIELD" });
  });
});

describe("streamSynthesize, order and limits", () => {
  it("refuses messages out of order, and names them", async () => {
    const resume: Message = { $case: "resume", value: { session: "x", receivedSequence: 0 } };
    const cases: [(Message | undefined)[], string][] = [
      [[text("Hi.")], "message"],
      [[piece(1)], "message"],
      [[undefined], "message"],
      [[config(), undefined], "message"],
      [[config(), config()], "config"],
      [[config(), resume], "resume"],
      [[config(), piece(1)], "prompt_audio"],
      [[config(), promptEnd], "prompt_end"],
      [[config({ prompt: PROMPT }), piece(...VOICE), promptEnd, piece(1)], "prompt_audio"],
      [[config({ prompt: PROMPT }), piece(...VOICE), promptEnd, promptEnd], "prompt_end"],
    ];
    for (const [messages, field] of cases) {
      const { room, pipe, replies } = call();
      pipe.send(...messages);
      await assert.rejects(collect(replies), (error: unknown) => {
        assert.ok(error instanceof SottoError);
        assert.equal(error.reason, "PROTOCOL");
        assert.equal(error.details.field, field);
        return true;
      });
      await assertNothingOpen(room);
    }
  });

  it("refuses input that ends before it began, and before a prompt did", async () => {
    for (const messages of [[], [config({ prompt: PROMPT }), piece(1)]]) {
      const { room, pipe, replies } = call(undefined, ...messages);
      pipe.end();
      await assert.rejects(collect(replies), { reason: "PROTOCOL" });
      await assertNothingOpen(room);
    }
  });

  it("refuses a text message that is too long", async () => {
    const { room, replies } = call(undefined, config(), text("👋".repeat(16_385)));
    await assert.rejects(collect(replies), { reason: "INVALID_FIELD", message: /16384/ });
    await assertNothingOpen(room);
  });

  it("ends a stream whose client is silent with nothing left to speak", async () => {
    for (const messages of [
      [],
      [config()],
      [config({ prompt: PROMPT }), text("Hi.")],
      [config(), text("Hello. "), flush(1)],
    ]) {
      const { room, replies } = call(undefined, ...messages);
      const all = collect(replies);
      all.catch(() => undefined);
      await settle();
      room.clock.advance(29_999);
      await settle();
      room.clock.advance(30_001);
      await assert.rejects(all, { reason: "DEADLINE", message: /idle limit/ });
      await assertNothingOpen(room);
    }
  });

  it("keeps a stream that has something to do or that sends", async () => {
    const { room, pipe, replies } = call(undefined, config());
    const all = collect(replies);
    for (let count = 0; count < 5; count++) {
      await settle();
      room.clock.advance(20_000);
      pipe.send(playback(0));
    }
    pipe.send(text("Bye.")).end();
    assert.equal(outlineOf(await all), "started audio utteranceDone");
    await assertNothingOpen(room);
  });

  it("ends with the reason of the call's signal, with nothing open", async () => {
    const { room, controller, replies } = call(undefined, config(), text("Hello."), flush(1));
    await pullUntil(replies, "audio");
    controller.abort(new SottoError("STALLED", "Stalled."));
    await assert.rejects(collect(replies), { reason: "STALLED" });
    await assertNothingOpen(room);
  });

  it("ends with what the request stream throws", async () => {
    const { room, pipe, replies } = call(undefined, config());
    const all = collect(replies);
    pipe.fail(new SottoError("PROTOCOL", "Unreadable."));
    await assert.rejects(all, { reason: "PROTOCOL" });
    await assertNothingOpen(room);
  });

  it("encodes as asked", async () => {
    const output = { encoding: AudioEncoding.FLOAT32, sampleRateHz: 16000 };
    const { pipe, replies } = call(undefined, config({ output }), text("Hi."));
    pipe.end();
    const all = await collect(replies);
    assert.equal(soundOf(all).byteLength, 3 * 80 * 2 * 4);
  });
});
