import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto";
import { FakeServer } from "../support/fake-server.js";
import { FAKE_CHUNK_SAMPLES, FAKE_RATE_HZ, fakeSound } from "../support/fake-speech.js";
import { jsonOf, runSotto, startSotto } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";
import { wavFile, wavSound } from "../support/wav.js";

describe("sotto say", () => {
  it("writes a WAV file without a sound card, and one JSON object", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const path = folder.file("hello.wav");
    const result = await runSotto([
      "say",
      "Hello.",
      ...["--server", server.address, "--out", path, "--json", "--seed", "7", "--speed", "1.5"],
    ]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(wavSound(await readFile(path)), fakeSound("Hello."));
    const report = jsonOf(result);
    const { ttfaMs, connectMs, peakRssMiB, stages, ...rest } = report;
    assert.ok(typeof ttfaMs === "number" && ttfaMs > 0);
    assert.ok(typeof connectMs === "number" && connectMs > 0);
    assert.ok(typeof peakRssMiB === "number" && peakRssMiB > 10);
    assert.deepEqual(stages, {
      firstQueueMs: 1,
      firstFrontEndMs: 1,
      firstAcousticMs: 1,
      firstVocoderMs: 1,
      firstEncodeMs: 0.5,
      firstWriteMs: 0.5,
      frontEndMs: 1,
      acousticMs: 2,
      vocoderMs: 3,
      encodeMs: 1,
      queueMs: 1,
    });
    assert.deepEqual(rest, {
      serverTtfaMs: 5,
      audioSeconds: (6 * FAKE_CHUNK_SAMPLES) / FAKE_RATE_HZ,
      rtf: 0.05,
      underruns: 0,
      underrunMs: 0,
      chunks: 6,
      bytes: 6 * FAKE_CHUNK_SAMPLES * 2,
      utterances: 1,
      model: "fake",
      modelVersion: "1",
      voice: "fake-voice",
      output: { encoding: "linear16", sampleRateHz: FAKE_RATE_HZ },
      out: path,
      reconnects: 0,
      offline: false,
    });
    const config = server.session.received[0];
    assert.ok(config?.$case === "config");
    assert.deepEqual([config.value.seed, config.value.speed], [7, 1.5]);
  });

  it("tells people in a few lines", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const args = ["say", "Hi", "--server", server.address, "--out", folder.file("x.raw")];
    const { code, stdout, stderr } = await runSotto(args);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.match(
      stdout.toString(),
      /^Wrote .*x\.raw: 0\.05 s \(fake 1, voice fake-voice\)\nfirst audio/,
    );
    assert.deepEqual(await readFile(folder.file("x.raw")), fakeSound("Hi"));
  });

  it("writes sound alone to stdout", async () => {
    await using server = await FakeServer.start();
    const args = ["say", "Hi", "--server", server.address, "--out", "-", "--json"];
    const { code, stdout, stderr } = await runSotto(args);
    assert.equal(code, 0);
    assert.deepEqual(wavSound(stdout), fakeSound("Hi"));
    assert.equal((JSON.parse(stderr) as { out: string }).out, "-");
  });

  it("writes encoded sound byte for byte", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const path = folder.file("x.ogg");
    const { code } = await runSotto(["say", "Hi", "--server", server.address, "--out", path]);
    assert.equal(code, 0);
    // The fake does not encode: what matters is that nothing is added or lost.
    assert.deepEqual(await readFile(path), fakeSound("Hi"));
    assert.deepEqual(await readdir(folder.path), ["x.ogg"]);
  });

  it("sends stdin on while it comes", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const args = ["say", "-", "--server", server.address, "--out", folder.file("x.wav")];
    const { child, ended } = startSotto(args);
    const bytes = Buffer.from("Zoë says hi.");
    child.stdin.write(bytes.subarray(0, 3));
    // The text is there before stdin has ended, less the half of a character that its first piece ends with.
    await received(server, "Zo");
    child.stdin.end(bytes.subarray(3));
    assert.equal((await ended).code, 0);
    assert.deepEqual(wavSound(await readFile(folder.file("x.wav"))), fakeSound("Zoë says hi."));
  });

  it("tells the server how far its sound has come", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const out = ["--out", folder.file("x.wav")];
    const { code } = await runSotto(["say", "x".repeat(99), "--server", server.address, ...out]);
    assert.equal(code, 0);
    const report = server.session.received.find(({ $case }) => $case === "playback");
    assert.ok(report?.$case === "playback");
    assert.ok(report.value.receivedSequence >= 2 && report.value.bufferedMs > 0);
  });

  it("sends a prompt file as it is, with its container told by its bytes", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const prompt = wavFile(Buffer.alloc(100_000, 5), 16_000);
    await writeFile(folder.file("me.dat"), prompt);
    const result = await runSotto([
      ...["say", "Hi", "--server", server.address, "--out", folder.file("x.wav"), "--json"],
      ...["--prompt", folder.file("me.dat"), "--transcript", "some words"],
    ]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(server.session.prompt, prompt);
    const [config] = server.session.received;
    assert.ok(config?.$case === "config" && config.value.prompt?.container === 1);
    const end = server.session.received.find(({ $case }) => $case === "promptEnd");
    assert.deepEqual(end?.value, { transcript: "some words" });
    assert.deepEqual(jsonOf(result)["prompt"], {
      verdict: "good",
      seconds: 3,
      speechSeconds: 2.5,
      summary: `${prompt.length} bytes of prompt`,
    });
  });

  it("sends a prompt while it is being recorded", async () => {
    await using server = await FakeServer.start();
    await using folder = await temporaryFolder();
    const sound = fakeSound("a recording of more than a second, far more than is wanted of it");
    await writeFile(folder.file("mic.wav"), wavFile(sound, 16_000));
    const result = await runSotto([
      ...["say", "Hi", "--server", server.address, "--out", folder.file("x.wav")],
      ...["--prompt", "mic", "--prompt-seconds", "1"],
      ...["--capture-device", `file:${folder.file("mic.wav")}`],
    ]);
    assert.equal(result.code, 0, result.stderr);
    assert.deepEqual(server.session.prompt, sound.subarray(0, 32_000));
    const [config] = server.session.received;
    assert.ok(config?.$case === "config");
    assert.deepEqual(config.value.prompt, { container: 0, encoding: 1, sampleRateHz: 16_000 });
  });

  it("exits with 3 where no server answers, or it is too busy", async () => {
    const busy = new SottoError("BUSY", "All 4 streams are taken.", { retryAfterMs: 60_000 });
    await using server = await FakeServer.start({ failures: [busy] });
    await using folder = await temporaryFolder();
    const args = ["say", "x", "--out", folder.file("x.wav"), "--json", "--retry-ms", "0"];
    const unreachable = await runSotto([...args, "--server", "127.0.0.1:1"]);
    assert.equal(unreachable.code, 3);
    const gone = jsonOf(unreachable)["error"] as { kind: string; message: string };
    assert.equal(gone.kind, "LINK_UNREACHABLE");
    assert.match(gone.message, /No server answers at 127\.0\.0\.1:1 .*: start one/);
    const refused = await runSotto([...args, "--server", server.address]);
    assert.deepEqual(
      [refused.code, jsonOf(refused)],
      [
        3,
        {
          error: {
            kind: "BUSY",
            message: "All 4 streams are taken.",
            exitCode: 3,
            retryAfterMs: 60_000,
          },
        },
      ],
    );
    assert.deepEqual(await readdir(folder.path), []);
  });

  it("takes the server's address from the environment", async () => {
    await using folder = await temporaryFolder();
    const env = { SOTTO_SERVER: "127.0.0.1:2", SOTTO_RETRY_MS: "0" };
    const { stderr } = await runSotto(["say", "x", "--out", folder.file("x.wav")], { env });
    assert.match(stderr, /No server answers at 127\.0\.0\.1:2/);
  });

  it("says what is wrong with a prompt before it asks any server", async () => {
    await using folder = await temporaryFolder();
    await writeFile(folder.file("text.wav"), "no sound at all");
    await writeFile(folder.file("empty.wav"), "");
    const say = (prompt: string) =>
      runSotto(["say", "x", "--out", folder.file("x.wav"), "--prompt", prompt]);
    const missing = await say(folder.file("none.wav"));
    assert.equal(missing.code, 1);
    assert.match(missing.stderr, /There is no file or folder .*none\.wav: check the name/);
    for (const name of ["text.wav", "empty.wav"]) {
      const odd = await say(folder.file(name));
      assert.equal(odd.code, 2);
      assert.match(odd.stderr, /is no WAV, FLAC or Ogg file: convert it/);
    }
    const folderItself = await say(folder.path);
    assert.match(folderItself.stderr, /is a folder: name a file/);
  });

  it("exits with 4 where the sound card is missing", async () => {
    await using server = await FakeServer.start();
    const args = ["say", "x", "--server", server.address, "--device", "no-such-card", "--json"];
    const result = await runSotto(args);
    assert.equal(result.code, 4, result.stderr);
    const { kind, device } = jsonOf(result)["error"] as { kind: string; device: string };
    assert.deepEqual([kind, device], ["DEVICE_MISSING", "no-such-card"]);
  });

  it("says so when the disk is full, or the file can't be written", async () => {
    await using server = await FakeServer.start();
    const say = (out: string) =>
      runSotto(["say", "x".repeat(50), "--server", server.address, "--out", out]);
    for (const out of ["/no/such/folder/x.wav", "/no/such/folder/x.ogg"]) {
      const { code, stderr } = await say(out);
      assert.equal(code, 1);
      assert.match(stderr, /\/no\/such\/folder\/x\./);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  });
});

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves when the server has received `text`. */
async function received(server: FakeServer, text: string): Promise<void> {
  const texts = (): string =>
    [...server.sessions.values()]
      .flatMap((session) => session.received)
      .map((message) => (message.$case === "text" ? message.value : ""))
      .join("");
  while (texts() !== text) await turn();
}
