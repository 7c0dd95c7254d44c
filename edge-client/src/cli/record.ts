import { extname } from "node:path";
import { isSampleRate, SAMPLE_RATES_HZ } from "@sotto/proto";
import { EndOfSpeech } from "../capture/end-of-speech.js";
import { measureLevel } from "../capture/level-meter.js";
import { UsageError } from "../config/usage-error.js";
import { bytesOfSamples, framesInMs, msOfFrames, type PcmFormat } from "../pcm-format.js";
import { openSink } from "../playback/open-sink.js";
import type { Sink } from "../playback/sink.js";
import { writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { numberFlag, requiredFlag } from "./flag-values.js";
import { openMicrophone } from "./microphone.js";
import { ProgressLine } from "./progress-line.js";
import { PROMPT_RATE_HZ } from "./prompt-source.js";
import type { Verb, VerbContext } from "./verb.js";

/** The longest recording, in seconds. */
const SECONDS_MAX = 3600;

/** `sotto record`: records into a file. */
export const record: Verb = {
  name: "record",
  summary: "records the microphone into a file.",
  usage: ["record --out FILE.wav [flags]"],
  details:
    "Without --seconds and --until-silence, Ctrl-C ends the recording and completes the file.",
  flags: {
    out: { value: "FILE", summary: "A .wav file, or a .raw or .pcm file without a header." },
    seconds: { value: "S", summary: `How long to record, 0.1 to ${SECONDS_MAX}.` },
    rate: { value: "HZ", summary: `${SAMPLE_RATES_HZ.join(", ")}. Default ${PROMPT_RATE_HZ}.` },
    "until-silence": { summary: "End when the speaker has paused." },
  },
  settings: ["captureDevice", "captureBackend"],
  examples: [
    { command: "sotto record --out me.wav --seconds 5", what: "Record a voice prompt." },
    { command: "sotto record --out note.wav --until-silence", what: "Record one sentence." },
  ],
  run: runRecord,
};

async function runRecord(context: VerbContext): Promise<ExitCode> {
  const { values, switches, io, interrupts, config } = context;
  const path = requiredFlag(values, "out", "name the file to write, for example me.wav");
  const format: PcmFormat = { encoding: "s16le", sampleRateHz: readRate(values), channels: 1 };
  const seconds = numberFlag(values, "seconds", { min: 0.1, max: SECONDS_MAX }) ?? SECONDS_MAX;
  const stop = new AbortController();
  interrupts.take(() => {
    stop.abort();
  });
  const signal = AbortSignal.any([interrupts.signal, stop.signal]);
  await using capture = await openMicrophone(config, format, signal);
  const sink = await Promise.resolve(openSink(sinkOf(path), capture.format));
  const recording = {
    progress: new ProgressLine(io),
    framesMax: framesInMs(capture.format, seconds * 1000),
    speech: switches.has("until-silence") ? new EndOfSpeech() : undefined,
  };
  const taken = await copy(capture, sink, recording);
  interrupts.signal.throwIfAborted();
  const report = {
    path,
    seconds: msOfFrames(capture.format, taken.frames) / 1000,
    sampleRateHz: capture.format.sampleRateHz,
    peakDbfs: Math.round(taken.peakDbfs * 10) / 10,
    backend: capture.backend,
    ...capture.counters,
  };
  const lost = report.overruns === 0 ? "" : `, ${report.overruns} overruns`;
  const peak = `peak ${report.peakDbfs} dBFS`;
  writeResult(io, report, `Recorded ${report.seconds.toFixed(2)} s to ${path} (${peak}${lost})`);
  return ExitCode.OK;
}

interface Recording {
  readonly progress: ProgressLine;
  readonly framesMax: number;
  readonly speech: EndOfSpeech | undefined;
}

/** Writes what is captured until it is enough, and closes the sink. */
async function copy(
  capture: Awaited<ReturnType<typeof openMicrophone>>,
  sink: Sink,
  { progress, framesMax, speech }: Recording,
): Promise<{ frames: number; peakDbfs: number }> {
  const { channels } = capture.format;
  let frames = 0;
  let peakDbfs = Number.NEGATIVE_INFINITY;
  try {
    await sink.open();
    for await (const { samples } of capture) {
      const some = samples.subarray(0, Math.min(samples.length, (framesMax - frames) * channels));
      await sink.write(bytesOfSamples(some));
      frames += some.length / channels;
      const level = measureLevel(some);
      peakDbfs = Math.max(peakDbfs, level.peakDbfs);
      const doneMs = msOfFrames(capture.format, frames);
      progress.draw(() => `recording: ${(doneMs / 1000).toFixed(1)} s ${bar(level.rmsDbfs)}`);
      const state = speech?.push(level.rmsDbfs, msOfFrames(capture.format, some.length / channels));
      if (frames >= framesMax || state === "ended") break;
    }
    await sink.drain();
  } finally {
    progress.clear();
    await sink.close();
  }
  return { frames, peakDbfs };
}

/** A level meter of 20 characters, from -60 dBFS to full scale. */
function bar(rmsDbfs: number): string {
  const filled = Math.max(0, Math.min(20, Math.round((rmsDbfs + 60) / 3)));
  return `[${"#".repeat(filled)}${" ".repeat(20 - filled)}]`;
}

function sinkOf(path: string): { kind: "wav-file" | "raw-file"; path: string } {
  switch (extname(path).toLowerCase()) {
    case ".wav":
      return { kind: "wav-file", path };
    case ".raw":
    case ".pcm":
      return { kind: "raw-file", path };
    default:
      throw new UsageError(`--out must end in .wav, .raw or .pcm, received "${path}".`);
  }
}

function readRate(values: VerbContext["values"]): number {
  const raw = values["rate"];
  if (raw === undefined) return PROMPT_RATE_HZ;
  const rateHz = Number(raw);
  if (isSampleRate(rateHz)) return rateHz;
  throw new UsageError(`--rate must be one of ${SAMPLE_RATES_HZ.join(", ")}, received "${raw}".`);
}
