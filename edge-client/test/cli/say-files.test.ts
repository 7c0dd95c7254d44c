import assert from "node:assert/strict";
import { open, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto";
import { FakeServer } from "../support/fake-server.js";
import { FAKE_CHUNK_SAMPLES, fakeSound } from "../support/fake-speech.js";
import { jsonOf, runSotto, startSotto } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";

describe("what sotto say writes", () => {
  it("ends with 130 on Ctrl-C and keeps what came, encoded or not", async () => {
    for (const name of ["x.ogg", "x.raw"]) {
      await using server = await FakeServer.start({ holdAfterChunks: 2 });
      await using folder = await temporaryFolder();
      const out = folder.file(name);
      const { child, ended } = startSotto([
        "say",
        "ends",
        "--server",
        server.address,
        "--out",
        out,
      ]);
      child.stdin.end();
      const came = fakeSound("ends").subarray(0, 2 * 2 * FAKE_CHUNK_SAMPLES);
      // What was written is beside its place until the command ends.
      while ((await stat(`${out}.part`).catch(() => undefined))?.size !== came.length) await turn();
      child.kill("SIGINT");
      const { code, stderr } = await ended;
      assert.deepEqual([code, stderr], [130, "sotto: Interrupted.\n"]);
      assert.deepEqual(await readdir(folder.path), [name]);
      assert.deepEqual(await readFile(out), came);
    }
  });

  it("leaves the old file as it was when the server refuses", async () => {
    const refusal = new SottoError("UNSPEAKABLE_TEXT", "Nothing in it can be said.");
    await using server = await FakeServer.start({ refusal });
    await using folder = await temporaryFolder();
    for (const name of ["k.wav", "k.raw", "k.ogg"]) {
      const out = folder.file(name);
      await writeFile(out, "old sound");
      const result = await runSotto(["say", "x", "--server", server.address, "--out", out]);
      assert.equal(result.code, 1);
      assert.equal(result.stderr, "sotto: Nothing in it can be said.\n");
      assert.equal(await readFile(out, "utf8"), "old sound");
    }
    assert.equal((await readdir(folder.path)).length, 3);
  });

  it("says so and writes no file where there is nothing to say", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const at = ["--server", server.address, "--out", folder.file("e.wav")];
    for (const input of ["", " \n"]) {
      const empty = await runSotto(["say", "-", ...at], { input });
      const sentence = "sotto: There is nothing to say: no text came on stdin.\n";
      assert.deepEqual([empty.code, empty.stderr], [2, sentence]);
    }
    const dots = await runSotto(["say", "...", ...at, "--json"]);
    assert.equal(dots.code, 1);
    assert.equal((jsonOf(dots)["error"] as { kind: string }).kind, "UNSPEAKABLE_TEXT");
    assert.deepEqual(await readdir(folder.path), []);
  });

  it("says on stderr that its standard output is full", async () => {
    await using server = await FakeServer.start();
    const full = await open("/dev/full", "w");
    const commands = [
      ["say", "x", "--out", "-"],
      ["say", "x", "--json", "--device", "null"],
      ["voices"],
    ];
    for (const command of commands) {
      const args = [...command, "--server", server.address];
      const { code, stderr } = await runSotto(args, { stdout: full.fd });
      assert.equal(code, 1);
      assert.match(stderr, /^sotto: There is no room left to write "standard output"; .*\n$/);
    }
    await full.close();
  });

  it("takes only rates that Ogg-Opus has, and ports that there are", async () => {
    for (const flags of [
      ["--out", "x.ogg"],
      ["--out", "-", "--encoding", "ogg-opus"],
    ]) {
      const { code, stderr } = await runSotto(["say", "x", ...flags, "--rate", "22050"]);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /--rate with Ogg-Opus takes 8000, 16000, 24000 or 48000, received "22050"/,
      );
    }
    for (const port of ["0", "65536", "99999"]) {
      const { code, stderr } = await runSotto(["voices", "--server", `127.0.0.1:${port}`]);
      assert.equal(code, 2);
      assert.match(stderr, /--server must be HOST:PORT, the port from 1 to 65535/);
    }
  });

  it("writes straight to what is no plain file", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    for (const name of ["full.wav", "full.ogg"]) {
      await symlink("/dev/full", folder.file(name));
      const args = ["say", "x", "--server", server.address, "--out", folder.file(name), "--json"];
      const result = await runSotto(args);
      assert.equal((jsonOf(result)["error"] as { kind: string }).kind, "DISK_FULL");
    }
    assert.equal((await readdir(folder.path)).length, 2);
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
