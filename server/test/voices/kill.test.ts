import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { createLog } from "../../src/telemetry/log.js";
import { VoiceStore } from "../../src/voices/voice-store.js";
import { seededRandom } from "../support/prompt-signal.js";

const WRITER = fileURLToPath(new URL("../support/voice-writer.js", import.meta.url));
const ROUNDS = 15;

describe("a process that writes voices and is killed at random points", () => {
  it("leaves a store that loads and has every voice that was acknowledged, and no deleted one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sotto-kill-"));
    const random = seededRandom(5);
    const kept = new Set<string>();
    let acknowledged = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const child = fork(WRITER, [folder, String(round)], {
        stdio: "ignore",
        serialization: "json",
      });
      let left = 1 + Math.floor(random() * 25);
      child.on("message", (said: { added?: string; deleting?: string; deleted?: string }) => {
        acknowledged += 1;
        if (said.added !== undefined) kept.add(said.added);
        // From the moment that it is being deleted it may be there or not.
        if (said.deleting !== undefined) kept.delete(said.deleting);
        left -= 1;
        // A moment later on average in the middle of a write; immediate kills hit the sync before the next message.
        if (left === 0) setTimeout(() => child.kill("SIGKILL"), random() * 3);
      });
      await once(child, "exit");
      const errors: string[] = [];
      const store = await VoiceStore.open(
        folder,
        createLog("warn", (line) => errors.push(line)),
      );
      assert.deepEqual(errors, []);
      for (const name of kept) {
        assert.ok(store.get(name), `${name} is lost`);
        const digits = name.slice("voices/".length);
        assert.equal(
          Buffer.from(await store.readProfile(name))
            .toString("latin1")
            .slice(0, 32),
          digits,
        );
      }
      assert.equal((await readdir(folder)).length, store.size);
    }
    assert.ok(acknowledged > ROUNDS);
    await rm(folder, { recursive: true });
  });
});
