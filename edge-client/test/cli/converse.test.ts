import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto";
import { FakeServer } from "../support/fake-server.js";
import { FAKE_CHUNK_SAMPLES, fakeSound } from "../support/fake-speech.js";
import { type CommandResult, runSotto, startSotto } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { wavSound } from "../support/wav.js";

interface Line {
  readonly event: string;
  readonly [field: string]: unknown;
}

function linesOf({ stdout }: CommandResult): Line[] {
  const lines = stdout.toString().trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Line);
}

describe("sotto converse", () => {
  it("speaks piped lines one after the other, each as an utterance, and ends when all was spoken", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const args = ["converse", "--server", server.address, "--out", folder.file("x.wav"), "--json"];
    const result = await runSotto(args, { input: "One.\n\nTwo two.\nThree." });
    assert.equal(result.code, 0, result.stderr);
    const sound = wavSound(await readFile(folder.file("x.wav")));
    assert.deepEqual(sound, Buffer.concat(["One.", "Two two.", "Three."].map(fakeSound)));
    const lines = linesOf(result);
    assert.deepEqual(
      lines.map(({ event }) => event),
      ["utterance", "utterance", "utterance", "end"],
    );
    assert.equal(lines.at(-1)?.["utterances"], 3);
  });

  it("stops at once on Ctrl-C, tells the server what was heard, and goes on", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 40 });
    const args = ["converse", "--server", server.address, "--device", "null", "--json"];
    const { child, ended, printed } = startSotto([...args, "--prebuffer-ms", "0"]);
    child.stdin.write(`${"a long reply ".repeat(20)}\n`);
    // Something was heard when the client says so.
    await until(() => playedSamples(server) > 0);
    child.kill("SIGINT");
    await printed('"interrupted"');
    const cancel = server.session.received.find(({ $case }) => $case === "cancel");
    assert.ok(cancel?.$case === "cancel");
    assert.ok(cancel.value.playedSamples > 0);
    assert.ok(cancel.value.playedSamples <= 40 * FAKE_CHUNK_SAMPLES);
    child.stdin.write("More.\n");
    await printed('"utterance"');
    child.stdin.end();
    const result = await ended;
    assert.equal(result.code, 0, result.stderr);
    const interrupted = linesOf(result).find(({ event }) => event === "interrupted");
    assert.equal(interrupted?.["heardSamples"], cancel.value.playedSamples);
  });

  it("ends on a second Ctrl-C", async () => {
    await using server = await FakeServer.start({ holdAfterChunks: 40 });
    const args = ["converse", "--server", server.address, "--device", "null", "--json"];
    const { child, ended, printed } = startSotto([...args, "--prebuffer-ms", "0"]);
    child.stdin.write(`${"a long reply ".repeat(20)}\n`);
    await until(() => playedSamples(server) > 0);
    child.kill("SIGINT");
    await printed('"interrupted"');
    child.kill("SIGINT");
    const result = await ended;
    assert.equal(result.code, 130);
    const events = linesOf(result).map(({ event }) => event);
    assert.deepEqual(events, ["interrupted", "error", "end"]);
  });

  it("goes on with a new stream after the server has ended an idle one", async () => {
    const idle = new SottoError("DEADLINE", "Nothing came for 30 s.");
    await using server = await FakeServer.start();
    const args = ["converse", "--server", server.address, "--device", "null", "--json"];
    const { child, ended, printed } = startSotto(args);
    child.stdin.write("One.\n");
    await printed('"utterance":1');
    // The flush's answer follows the utterance; only then nothing is pending.
    await until(() => server.session.idle);
    server.endAll(idle);
    await until(() => server.openCalls === 0);
    child.stdin.write("Two.\n");
    await until(() => server.sessions.size === 2);
    child.stdin.end();
    const result = await ended;
    assert.equal(result.code, 0, result.stderr);
    assert.ok(!linesOf(result).some(({ event }) => event === "error"), result.stdout.toString());
  });

  it("says what went wrong when a stream fails with speech pending, and exits with its code", async () => {
    const refusal = new SottoError("UNSPEAKABLE_TEXT", "Nothing in it can be said.");
    await using server = await FakeServer.start({ failures: [refusal] });
    const args = ["converse", "--server", server.address, "--device", "null", "--json"];
    const result = await runSotto(args, { input: "@@@\n" });
    assert.equal(result.code, 1);
    const [error, end, ...more] = linesOf(result);
    assert.equal((error?.["error"] as { kind: string }).kind, "UNSPEAKABLE_TEXT");
    assert.deepEqual([error?.event, end?.event, more], ["error", "end", []]);
  });

  it("tells of each error once, as an event, and ends with the end", async () => {
    await using server = await FakeServer.start();
    const at = ["--server", server.address, "--json"];
    const cases: [string[], string, number][] = [
      [["--server", "127.0.0.1:1", "--retry-ms", "0", "--json"], "LINK_UNREACHABLE", 3],
      [[...at, "--device", "no-such-card"], "DEVICE_MISSING", 4],
      [[...at, "--out", "/no/such/folder/x.wav"], "FILE", 1],
    ];
    for (const [flags, kind, code] of cases) {
      const result = await runSotto(["converse", ...flags], { input: "One.\n" });
      // An utterance so short may have come before its output failed.
      const lines = linesOf(result).filter(({ event }) => event !== "utterance");
      const [error, end, ...more] = lines;
      assert.equal(result.code, code, kind);
      assert.deepEqual([error?.event, end?.event, more], ["error", "end", []]);
      assert.equal((error?.["error"] as { kind: string }).kind, kind);
    }
    const [usage] = linesOf(await runSotto(["converse", "--json", "--rate", "1"]));
    assert.equal(usage?.event, "error");
  });
});

function playedSamples(server: FakeServer): number {
  const reports = [...server.sessions.values()].flatMap(({ received }) => received);
  return Math.max(0, ...reports.map((m) => (m.$case === "playback" ? m.value.playedSamples : 0)));
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 5));
}
