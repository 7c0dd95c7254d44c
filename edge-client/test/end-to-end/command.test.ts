import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import { RealServer } from "../support/real-server.js";
import { jsonOf, runSotto } from "../support/run-sotto.js";
import { type TemporaryFolder, temporaryFolder } from "../support/temporary-folder.js";
import { wavSound } from "../support/wav.js";

/** The most memory that the client may take, in MiB (design, section 7). */
const PEAK_RSS_MIB_MAX = 90;

describe("the command with the real server and the embedded voice", () => {
  let server: RealServer;
  let folder: TemporaryFolder;
  const sotto = (...args: string[]) => runSotto([...args, "--server", server.address, "--json"]);

  before(async () => {
    server = await RealServer.start();
    folder = await temporaryFolder();
    // The first request waits for the voice to be loaded.
    await sotto("say", "Ready?", "--retry-ms", "60000", "--out", folder.file("ready.wav"));
  });

  after(async () => {
    await server[Symbol.asyncDispose]();
    await folder[Symbol.asyncDispose]();
  });

  it("speaks a text into a file, within its memory", async () => {
    const path = folder.file("hello.wav");
    const result = await sotto("say", "Hello there.", "--out", path, "--marks", "word,phoneme");
    assert.equal(result.code, 0, result.stderr);
    const report = jsonOf(result) as {
      audioSeconds: number;
      peakRssMiB: number;
      serverTtfaMs: number;
      model: string;
      marks: { kind: string; value: string }[];
      stages: Record<string, number>;
    };
    const sound = wavSound(await readFile(path));
    assert.equal(sound.length, Math.round(report.audioSeconds * 24_000) * 2);
    assert.ok(peak(sound) > 1000, "there is sound in it");
    assert.equal(report.model, "mini");
    const words = report.marks.filter(({ kind }) => kind === "word").map(({ value }) => value);
    assert.deepEqual(words, ["Hello", "there"]);
    assert.ok(report.marks.some(({ kind }) => kind === "phoneme"));
    assert.ok((report.stages["firstVocoderMs"] ?? 0) > 0 && report.serverTtfaMs > 0);
    assert.ok(report.peakRssMiB <= PEAK_RSS_MIB_MAX, `${report.peakRssMiB} MiB`);
  });

  it("gives the same sound for the same seed, whole or piece by piece", async () => {
    const text = "One sentence. And another one.";
    const whole = await sotto("say", text, "--seed", "5", "--out", folder.file("whole.raw"));
    assert.equal(whole.code, 0, whole.stderr);
    const piped = await runSotto(
      ["say", "-", "--seed", "5", "--out", folder.file("piped.raw"), "--server", server.address],
      { input: text },
    );
    assert.equal(piped.code, 0, piped.stderr);
    assert.deepEqual(
      await readFile(folder.file("piped.raw")),
      await readFile(folder.file("whole.raw")),
    );
  });

  it("writes every encoding", async () => {
    for (const [name, encoding] of [
      ["a.raw", "mulaw"],
      ["b.raw", "alaw"],
      ["c.raw", "float32"],
      ["d.ogg", "ogg-opus"],
    ] as const) {
      const rate = ["--rate", "48000"];
      const flags = ["--out", folder.file(name), "--encoding", encoding, ...rate];
      const result = await sotto("say", "Hello.", ...flags);
      assert.equal(result.code, 0, result.stderr);
      const report = jsonOf(result);
      assert.deepEqual(report["output"], { encoding, sampleRateHz: 48_000 });
      assert.equal((await readFile(folder.file(name))).length, report["bytes"]);
    }
  });

  it("speaks in the voice of a prompt, keeps a voice, and speaks in that", async () => {
    const prompt = folder.file("prompt.wav");
    const words = "This is a prompt that is long enough for a voice to be taken from it.";
    assert.equal((await sotto("say", words, "--out", prompt, "--speed", "0.8")).code, 0);
    const spoken = await sotto("say", "Hello.", "--prompt", prompt, "--out", folder.file("p.raw"));
    assert.equal(spoken.code, 0, spoken.stderr);
    const { voice } = jsonOf(spoken) as { voice: string; prompt: { verdict: string } };
    assert.match(voice, /^voices\/[0-9a-f]{32}$/);
    const who = ["--name", "Me", "--speaker", "Me", "--consent", "I agree."];
    const enrolled = await sotto("enroll", ...who, "--prompt", prompt);
    assert.equal(enrolled.code, 0, enrolled.stderr);
    // A voice's name is its content: the same recording gives the same voice.
    assert.equal((jsonOf(enrolled)["voice"] as { name: string }).name, voice);
    const again = await sotto("say", "Hello.", "--voice", "Me", "--out", folder.file("v.raw"));
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(await readFile(folder.file("v.raw")), await readFile(folder.file("p.raw")));
    assert.equal((await sotto("voices", "delete", voice)).code, 0);
    const gone = await sotto("say", "Hello.", "--voice", voice, "--out", folder.file("x.raw"));
    assert.equal(gone.code, 1);
    assert.equal((jsonOf(gone)["error"] as { kind: string }).kind, "VOICE_NOT_FOUND");
  });

  it("speaks piped lines", async () => {
    const args = [
      "converse",
      "--out",
      folder.file("talk.wav"),
      "--server",
      server.address,
      "--json",
    ];
    const { code, stdout, stderr } = await runSotto(args, { input: "One.\nTwo.\n" });
    assert.equal(code, 0, stderr);
    const lines = stdout.toString().trim().split("\n");
    const events = lines.map((line) => (JSON.parse(line) as { event: string }).event);
    assert.deepEqual(events, ["utterance", "utterance", "end"]);
  });

  it("passes on what the voice does not have", async () => {
    const result = await sotto(
      "say",
      "Hi.",
      "--style",
      "like a pirate",
      "--out",
      folder.file("x.wav"),
    );
    assert.equal(result.code, 1);
    const { kind, message } = jsonOf(result)["error"] as { kind: string; message: string };
    assert.equal(kind, "UNSUPPORTED_STYLE");
    assert.match(message, /slower/);
  });

  it("tells of models and voices", async () => {
    const models = jsonOf(await sotto("models"))["models"] as { id: string }[];
    assert.deepEqual(
      models.map(({ id }) => id),
      ["mini"],
    );
    const voices = jsonOf(await sotto("voices"))["voices"] as { builtIn: boolean }[];
    assert.ok(voices.some(({ builtIn }) => builtIn));
  });
});

function peak(sound: Buffer): number {
  let most = 0;
  for (let at = 0; at + 1 < sound.length; at += 2)
    most = Math.max(most, Math.abs(sound.readInt16LE(at)));
  return most;
}
