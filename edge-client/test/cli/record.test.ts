import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { runInProcess } from "../support/cli-in-process.js";
import { fakeSound } from "../support/fake-speech.js";
import { jsonOf } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { wavFile, wavSound } from "../support/wav.js";

describe("sotto record", () => {
  it("writes what was wanted of the sound, and tells how loud it was", async () => {
    await using folder = await temporaryFolder();
    const sound = fakeSound("sound for a second and more of it, and then some more, as well");
    await writeFile(folder.file("mic.wav"), wavFile(sound, 16_000));
    const source = ["--capture-device", `file:${folder.file("mic.wav")}`];
    const record = (name: string, ...more: string[]) =>
      runInProcess(["record", "--out", folder.file(name), "--json", ...source, ...more]);
    const whole = await record("whole.wav");
    assert.equal(whole.code, 0, whole.stderr);
    assert.deepEqual(wavSound(await readFile(folder.file("whole.wav"))), sound);
    const part = await record("part.raw", "--seconds", "0.5");
    assert.deepEqual(await readFile(folder.file("part.raw")), sound.subarray(0, 16_000));
    const { seconds, sampleRateHz, backend, peakDbfs } = jsonOf(part);
    assert.deepEqual([seconds, sampleRateHz, backend], [0.5, 16_000, "file"]);
    assert.ok(typeof peakDbfs === "number" && peakDbfs > -6);
  });

  it("says what is missing", async () => {
    await using folder = await temporaryFolder();
    const none = `file:${folder.file("none.wav")}`;
    const args = ["record", "--out", folder.file("x.wav"), "--capture-device", none];
    const { code, stderr } = await runInProcess(args);
    assert.notEqual(code, 0);
    assert.match(stderr, /none\.wav/);
  });
});
