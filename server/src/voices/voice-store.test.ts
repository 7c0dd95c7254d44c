import assert from "node:assert/strict";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import type { ModelDescription } from "@sotto/models";
import { SottoError } from "@sotto/proto";
import { createLog } from "../telemetry/log.js";
import { writeDurably } from "./durable-file.js";
import type { StoredVoice } from "./voice-record.js";
import { VoiceRegistry } from "./voice-registry.js";
import { VoiceStore } from "./voice-store.js";

const log = createLog("error", () => undefined);
const MODEL = {
  id: "mini",
  voices: ["ann", "bob"],
  voiceMixtures: true,
  defaultVoice: "ann",
  encoderId: "mini-2",
} as unknown as ModelDescription;

function voice(digit: string, part: Partial<StoredVoice["record"]> = {}): StoredVoice {
  return {
    record: {
      name: `voices/${digit.repeat(32)}`,
      displayName: `Voice ${digit}`,
      model: "mini",
      encoderId: "mini-2",
      languages: ["en"],
      createTimeMs: 0,
      verdict: "good",
      promptSeconds: 1,
      ...part,
    },
    profile: Buffer.from(`profile ${digit}`),
  };
}

describe("VoiceStore", () => {
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "sotto-store-"));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  it("keeps the first of two that are added at the same time, and no more than its limit", async () => {
    const store = await VoiceStore.open(join(folder, "a"), log);
    const added = await Promise.all([
      store.add(voice("1"), 2),
      store.add(voice("1", { displayName: "Late" }), 2),
    ]);
    assert.deepEqual(
      added.map(({ created }) => created),
      [true, false],
    );
    assert.equal(added[1].record.displayName, "Voice 1");
    const three = await Promise.allSettled(
      ["2", "3", "4"].map((digit) => store.add(voice(digit), 2)),
    );
    assert.equal(three.filter(({ status }) => status === "fulfilled").length, 1);
    assert.equal(store.size, 2);
    const { mode } = await stat(join(folder, "a", `${"1".repeat(32)}.voice`));
    assert.equal(mode & 0o777, 0o600);
  });

  it("says that a profile is damaged, and still deletes it", async () => {
    const store = await VoiceStore.open(join(folder, "b"), log);
    await store.add(voice("1"), 1);
    await writeFile(join(folder, "b", `${"1".repeat(32)}.voice`), "rubbish");
    await assert.rejects(store.readProfile(voice("1").record.name), { reason: "STORAGE" });
    assert.equal(await store.delete(voice("1").record.name), true);
    assert.equal(await store.delete(voice("1").record.name), false);
    assert.deepEqual(await readdir(join(folder, "b")), []);
  });

  it("leaves nothing behind when a write fails", async () => {
    const target = join(folder, "c", "taken");
    await mkdir(join(target, "inner"), { recursive: true });
    await assert.rejects(writeDurably(target, Buffer.alloc(10)));
    assert.deepEqual(await readdir(join(folder, "c")), ["taken"]);
  });

  it("resolves names for a model, and only what that model can use", async () => {
    const store = await VoiceStore.open(join(folder, "d"), log);
    for (const each of [
      voice("1", { displayName: "Ada" }),
      voice("2", { displayName: "Old", encoderId: "mini-1" }),
      voice("3", { displayName: "Ada", model: "gone" }),
      voice("4", { displayName: "Twin" }),
      voice("5", { displayName: "Twin" }),
    ]) {
      await store.add(each, 10);
    }
    const registry = new VoiceRegistry([MODEL], store);
    assert.deepEqual(await registry.resolve("", MODEL), {
      name: "ann",
      choice: { kind: "builtIn", name: "ann" },
    });
    assert.deepEqual(await registry.resolve("ann:3+bob", MODEL), {
      name: "ann:0.75+bob:0.25",
      choice: { kind: "builtIn", name: "ann:0.75+bob:0.25" },
    });
    // Another model's voice of the same display name is not in the way.
    const { name, choice } = await registry.resolve("Ada", MODEL);
    assert.equal(name, voice("1").record.name);
    assert.equal(choice.kind === "profile" && Buffer.from(choice.profile).toString(), "profile 1");
    const refusals = {
      Old: "UNSUPPORTED_FEATURE",
      [voice("3").record.name]: "UNSUPPORTED_FEATURE",
      [voice("9").record.name]: "VOICE_NOT_FOUND",
      Twin: "INVALID_FIELD",
      nobody: "VOICE_NOT_FOUND",
      "ann+nobody": "VOICE_NOT_FOUND",
      "ann:0+bob": "INVALID_FIELD",
    };
    for (const [reference, reason] of Object.entries(refusals)) {
      await assert.rejects(registry.resolve(reference, MODEL), (error: unknown) => {
        assert.ok(error instanceof SottoError);
        assert.equal(error.reason, reason, reference);
        // A name that is no resource name may be anything that a user typed.
        assert.equal(error.message.includes("nobody"), false);
        return true;
      });
    }
  });
});
