import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { FakeServer } from "../support/fake-server.js";
import { fakeSound } from "../support/fake-speech.js";
import { jsonOf, runSotto } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { wavSound } from "../support/wav.js";

const forbidModules = new URL("../support/forbid-modules.js", import.meta.url).href;
const bare = { nodeArgs: ["--import", forbidModules] };
const NOT_INSTALLED = /offline voice is not installed on this machine: install @sotto\/models/;

describe("a machine without the offline voice's packages", () => {
  it("speaks with a server", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const args = ["say", "Hi", "--server", server.address, "--out", folder.file("x.wav")];
    const { code, stderr } = await runSotto(args, bare);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.deepEqual(wavSound(await readFile(folder.file("x.wav"))), fakeSound("Hi"));
  });

  it("loads every verb, and the doctor says that there is no voice", async () => {
    const help = await runSotto(["--help"], bare);
    assert.equal(help.code, 0, help.stderr);
    const result = await runSotto(["doctor", "--json", "--server", "127.0.0.1:1"], bare);
    const checks = jsonOf(result)["checks"] as { name: string; status: string; detail: string }[];
    const voice = checks.find(({ name }) => name === "offline voice");
    assert.deepEqual([voice?.status, voice?.detail], ["warn", "not installed"]);
    const server = checks.find(({ name }) => name === "server");
    assert.equal(server?.status, "fail");
  });

  it("says in one sentence what to do when the offline voice is asked for", async () => {
    await using folder = await temporaryFolder();
    const out = ["--out", folder.file("x.wav")];
    const asked = await runSotto(["say", "Hi", "--offline", ...out], bare);
    assert.equal(asked.code, 1);
    assert.match(asked.stderr, NOT_INSTALLED);
    assert.equal(asked.stderr.trim().split("\n").length, 1);
    const fallback = ["--fallback", "offline", "--server", "127.0.0.1:1", "--json"];
    const fallen = await runSotto(["say", "Hi", ...fallback, ...out], bare);
    const { kind, message } = jsonOf(fallen)["error"] as { kind: string; message: string };
    assert.equal(kind, "MODEL_UNUSABLE");
    assert.match(message, NOT_INSTALLED);
  });
});
