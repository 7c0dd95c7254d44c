import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { after, describe, it } from "node:test";
import { openCapture } from "../src/capture/open-capture.js";
import { bytesOfSamples, type PcmFormat } from "../src/pcm-format.js";
import { openSink } from "../src/playback/open-sink.js";
import { StdoutSink } from "../src/playback/stdout-sink.js";
import { createPlayer } from "../src/playback/stream-player.js";
import { wavHeader } from "../src/wav/wav-header.js";

const FORMAT: PcmFormat = { encoding: "s16le", sampleRateHz: 24_000, channels: 1 };
const folder = mkdtempSync(join(tmpdir(), "sotto-files-"));
const at = (name: string): string => join(folder, name);
after(() => {
  rmSync(folder, { recursive: true });
});

async function readAll(options: Parameters<typeof openCapture>[0]): Promise<Buffer> {
  await using capture = await openCapture(options);
  const got: Uint8Array[] = [];
  for await (const chunk of capture) got.push(bytesOfSamples(chunk.samples));
  return Buffer.concat(got);
}

describe("a file as a microphone", () => {
  it("gives a WAV's own format, and every frame with a shorter last chunk", async () => {
    const pcm = randomBytes(5000);
    const format: PcmFormat = { ...FORMAT, sampleRateHz: 16_000 };
    writeFileSync(at("in.wav"), Buffer.concat([wavHeader(format, pcm.length), pcm]));
    await using capture = await openCapture({
      source: { kind: "file", path: at("in.wav") },
      format: FORMAT,
    });
    assert.deepEqual(capture.format, format);
    const lengths: number[] = [];
    for await (const chunk of capture) lengths.push(chunk.samples.length);
    assert.deepEqual(lengths, [320, 320, 320, 320, 320, 320, 320, 260]);
  });

  it("is read raw, through a FIFO, and no further than its consumer goes", async () => {
    const pcm = randomBytes(100_000);
    writeFileSync(at("in.raw"), pcm);
    const source = { kind: "file", path: at("in.raw") } as const;
    assert.ok((await readAll({ source, format: FORMAT })).equals(pcm));
    execFileSync("mkfifo", [at("in.fifo")]);
    const writer = spawn("cp", [at("in.raw"), at("in.fifo")]);
    const written = once(writer, "close");
    const fifo = { kind: "fifo", path: at("in.fifo") } as const;
    assert.ok((await readAll({ source: fifo, format: FORMAT })).equals(pcm));
    await written;
    await using capture = await openCapture({ source, format: FORMAT });
    for await (const chunk of capture) {
      assert.equal(chunk.firstFrame, 0);
      break;
    }
  });

  it("lets go of a FIFO that never has a writer when the signal is aborted", async () => {
    execFileSync("mkfifo", [at("silent.fifo")]);
    const abort = new AbortController();
    const opening = openCapture({
      source: { kind: "fifo", path: at("silent.fifo") },
      format: FORMAT,
      signal: abort.signal,
    });
    setImmediate(() => {
      abort.abort();
    });
    await assert.rejects(opening, { name: "AbortError" });
  });

  it("says what is wrong with a path", async () => {
    const open = (path: string): Promise<Buffer> =>
      readAll({ source: { kind: "file", path }, format: FORMAT });
    await assert.rejects(open(at("none.wav")), { kind: "deviceMissing", message: /There is no/ });
    await assert.rejects(open(folder), { name: "DeviceError" });
    writeFileSync(at("text.wav"), "not a sound");
    await assert.rejects(open(at("text.wav")), { kind: "formatUnsupported" });
  });
});

describe("a file as a speaker", () => {
  it("is a complete WAV under its name when it ends, and nothing before", async () => {
    const pcm = randomBytes(100_000);
    await using player = createPlayer({
      sink: openSink({ kind: "wav-file", path: at("out.wav") }, FORMAT),
    });
    await player.write(pcm);
    await player.endUtterance();
    assert.equal(existsSync(at("out.wav")), false);
    await player.interrupt();
    await player.write(pcm.subarray(0, 10));
    const last = await player.end();
    const expected = Buffer.concat([wavHeader(FORMAT, pcm.length + 10), pcm, pcm.subarray(0, 10)]);
    assert.ok(readFileSync(at("out.wav")).equals(expected));
    assert.equal(existsSync(at("out.wav.part")), false);
    assert.equal(last.underruns, 0);
  });

  it("is completed also when its player is disposed early, and written over when it exists", async () => {
    writeFileSync(at("old.raw"), "old");
    {
      await using player = createPlayer({
        sink: openSink({ kind: "raw-file", path: at("old.raw") }, FORMAT),
      });
      await player.write(Buffer.alloc(100, 7));
      await player.endUtterance();
    }
    assert.ok(readFileSync(at("old.raw")).equals(Buffer.alloc(100, 7)));
  });

  it("is not made, and leaves the old one alone, where no sound came", async () => {
    for (const name of ["kept.raw", "kept.wav"]) {
      writeFileSync(at(name), "old");
      const sink = openSink(
        { kind: name.endsWith("wav") ? "wav-file" : "raw-file", path: at(name) },
        FORMAT,
      );
      await sink.open();
      await sink.close();
      assert.equal(readFileSync(at(name), "utf8"), "old");
      assert.equal(existsSync(at(`${name}.part`)), false);
    }
  });

  it("says that a disk is full, and that a folder does not exist", async () => {
    const full = createPlayer({ sink: openSink({ kind: "raw-file", path: "/dev/full" }, FORMAT) });
    await full.write(Buffer.alloc(1000));
    await assert.rejects(full.end(), { kind: "diskFull", message: /no room left .*; free/ });
    const lost = createPlayer({
      sink: openSink({ kind: "wav-file", path: at("none/out.wav") }, FORMAT),
    });
    await lost.write(Buffer.alloc(1000));
    await assert.rejects(lost.end(), { kind: "deviceMissing", message: /folder exists/ });
  });

  it("may be a pipe: a WAV of unknown length, whose reader's pace is felt", async () => {
    const pipe = new PassThrough({ highWaterMark: 1000 });
    await using player = createPlayer({ sink: new StdoutSink(FORMAT, "wav", pipe), ringMs: 200 });
    const pcm = randomBytes(50_000);
    let written = false;
    const write = player.write(pcm).then(() => {
      written = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(written, false, "neither ring nor pipe holds so much");
    const got: Uint8Array[] = [];
    pipe.on("data", (bytes: Uint8Array) => got.push(bytes));
    await write;
    await player.end();
    assert.ok(Buffer.concat(got).equals(Buffer.concat([wavHeader(FORMAT, undefined), pcm])));
  });

  it("tells a reader that went away", async () => {
    const pipe = new PassThrough();
    const player = createPlayer({ sink: new StdoutSink(FORMAT, "raw", pipe) });
    await player.write(Buffer.alloc(100));
    pipe.destroy(Object.assign(new Error("write EPIPE"), { code: "EPIPE" }));
    await player.write(Buffer.alloc(100));
    await assert.rejects(player.end(), { kind: "deviceLost", message: /program that reads/ });
  });
});
