import { StringDecoder } from "node:string_decoder";
import { SottoError } from "@sotto/proto";
import { UsageError } from "../config/usage-error.js";
import type { SpeechSession } from "../session/speech-session.js";
import { type CliIo, writeNote, writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { numberFlag } from "./flag-values.js";
import { openOutput } from "./open-output.js";
import { openSession } from "./open-session.js";
import type { OutputPlan } from "./output-plan.js";
import { peakRssMiB } from "./peak-rss.js";
import { playSession } from "./play-session.js";
import { ProgressLine } from "./progress-line.js";
import { openPrompt, type PromptSource } from "./prompt-source.js";
import type { OutputPosition } from "./speech-output.js";
import { reportText, type SpeechReport } from "./speech-report.js";
import { SpeechStats } from "./speech-stats.js";
import {
  readSynthesisFlags,
  SPEECH_SETTINGS,
  SYNTHESIS_FLAGS,
  type SynthesisChoice,
} from "./synthesis-flags.js";
import { TeeOutput } from "./tee-output.js";
import type { Verb, VerbContext } from "./verb.js";

/** `sotto say`: speaks a text. */
export const say: Verb = {
  name: "say",
  summary: "speaks a text, or what comes on stdin while it comes.",
  usage: ['say "text" [flags]', "say - [flags] < text"],
  details:
    "With --prompt, the voice is made from a recording that is sent while it is read or recorded; nothing of it is kept. " +
    "A file is begun at the first sound; where Ctrl-C, SIGTERM or a lost link ends the speech, it keeps what came until then. " +
    "With --json and --out -, the object goes to stderr.",
  flags: {
    ...SYNTHESIS_FLAGS,
    prompt: {
      value: "FILE|mic",
      summary: "Speak in the voice of this WAV, FLAC or Ogg file, or of the microphone.",
    },
    "prompt-seconds": {
      value: "S",
      summary: "How long to record with --prompt mic, 1 to 60. Default 3.",
    },
    transcript: { value: "TEXT", summary: "What is said in the prompt, where known." },
    marks: { value: "KINDS", summary: "Timings to print: word, phoneme, or both with a comma." },
    play: { summary: "With --out FILE.wav or FILE.raw: play it, too, while it is written." },
    offline: { summary: "Speak with the voice on this machine, without a server." },
  },
  settings: [...SPEECH_SETTINGS, "captureDevice", "captureBackend"],
  examples: [
    { command: 'sotto say "Hello there."', what: "Speak through the sound card." },
    {
      command: 'sotto say "Hello." --out hello.wav --json',
      what: "Write a file; needs no sound card.",
    },
    { command: "llm | sotto say -", what: "Speak what a program writes, while it writes." },
    { command: 'sotto say "Hello." --prompt me.wav', what: "Speak in a recorded voice." },
    { command: 'sotto say "Hello." --out - | aplay', what: "Let another program play it." },
  ],
  run: runSay,
};

async function runSay(context: VerbContext): Promise<ExitCode> {
  const text = readText(context);
  const choice = readSynthesisFlags(context.values);
  const seconds = numberFlag(context.values, "prompt-seconds", { min: 1, max: 60 }) ?? 3;
  const from = context.values["prompt"];
  if (from !== undefined && choice.config.voice !== "") {
    throw new UsageError("--voice and --prompt exclude each other: leave one out.");
  }
  const { config, io, interrupts } = context;
  const progress = new ProgressLine(io);
  const abort = new AbortController();
  const signal = AbortSignal.any([interrupts.signal, abort.signal]);
  try {
    if (from === undefined) return await speak(context, { text, choice, signal, abort, progress });
    const onRecorded = (done: number): void => {
      progress.draw(() => `recording the prompt: ${done.toFixed(1)} of ${seconds} s`);
    };
    await using prompt = await openPrompt({ from, seconds, config, signal, onRecorded });
    return await speak(context, { text, choice, signal, abort, progress, prompt });
  } finally {
    progress.clear();
  }
}

/** What is said: the words of the command, or stdin while it comes. */
type TextSource = { readonly kind: "words"; readonly text: string } | { readonly kind: "stdin" };

function readText({ words }: VerbContext): TextSource {
  if (words.length === 0) {
    throw new UsageError('What shall be said? Give the text in quotes, or "-" for stdin.');
  }
  const text = words.join(" ");
  if (text === "-") return { kind: "stdin" };
  if (text.trim() === "") throw new UsageError("There is nothing to say in an empty text.");
  return { kind: "words", text };
}

interface Speaking {
  readonly text: TextSource;
  readonly choice: SynthesisChoice;
  /** Ends everything. */
  readonly signal: AbortSignal;
  readonly abort: AbortController;
  readonly progress: ProgressLine;
  readonly prompt?: PromptSource;
}

async function speak(context: VerbContext, speaking: Speaking): Promise<ExitCode> {
  const { config, io, switches } = context;
  const { choice, prompt, progress, signal, abort } = speaking;
  const { session, offline } = await openSession({
    config,
    synthesis: { ...choice.config, prompt: prompt?.format },
    offline: switches.has("offline"),
    signal,
    onNote: (sentence) => {
      progress.clear();
      writeNote(io, sentence);
    },
  });
  await using owned = session;
  const stats = new SpeechStats();
  const onPlayed = (position: OutputPosition): void => {
    owned.reportPlayback(position);
    progress.draw(() => progressText(stats, position));
  };
  await using output = switches.has("play")
    ? new TeeOutput(
        openOutput(playPlan(choice), config, io, onPlayed),
        openOutput(choice.plan, config, io, onPlayed),
      )
    : openOutput(choice.plan, config, io, onPlayed);
  const feeding = feed(context, owned, speaking, stats).catch((error: unknown) => {
    // A prompt that can't be read on, say: the session ends with that.
    abort.abort(error);
  });
  await playSession({
    session: owned,
    output,
    stats,
    onEvent: () => {
      if (!output.live) progress.draw(() => progressText(stats, output.position()));
    },
  });
  await feeding;
  signal.throwIfAborted();
  if (stats.receivedSeconds === 0) {
    throw new SottoError("UNSPEAKABLE_TEXT", "Nothing in the text can be spoken: give it words.");
  }
  const position = await output.finish();
  progress.clear();
  const out = outName(choice);
  const rest = { out, reconnects: owned.reconnects, offline, peakRssMiB: peakRssMiB() };
  writeReport(io, stats.report(position, rest));
  return ExitCode.OK;
}

/** The sound card, for what is written into a file, too. */
function playPlan({ plan }: SynthesisChoice): OutputPlan {
  if ((plan.kind === "wav" || plan.kind === "raw") && plan.path !== "") {
    return { kind: "device", path: "", encoding: plan.encoding };
  }
  throw new UsageError(
    "--play goes with --out FILE.wav or FILE.raw; without --out, say plays anyway.",
  );
}

/** Sends the prompt, then the text, then the end. */
async function feed(
  { io, values }: VerbContext,
  session: SpeechSession,
  { prompt, text, signal }: Speaking,
  stats: SpeechStats,
): Promise<void> {
  if (prompt !== undefined) {
    for await (const piece of prompt.pieces) {
      signal.throwIfAborted();
      await session.sendPrompt(piece);
    }
    await session.endPrompt(values["transcript"]);
  }
  if (text.kind === "words") {
    stats.asked();
    await session.sendText(text.text);
  } else {
    await feedStdin(io, session, stats);
  }
  // The input stays open until all has come, so that the server hears of the playback meanwhile.
  await session.flush();
  session.end();
}

/** Sends stdin as it comes. Throws a `UsageError` where it ends with nothing but white space. */
async function feedStdin(io: CliIo, session: SpeechSession, stats: SpeechStats): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let blank = true;
  for await (const bytes of io.stdin) {
    stats.asked();
    const piece = decoder.write(bytes as Buffer);
    if (piece.trim() !== "") blank = false;
    await session.sendText(piece);
  }
  await session.sendText(decoder.end());
  if (blank) throw new UsageError("There is nothing to say: no text came on stdin.");
}

function progressText(stats: SpeechStats, position: OutputPosition): string {
  const received = `${stats.receivedSeconds.toFixed(1)} s received`;
  const first = stats.ttfaMs === undefined ? "" : `, first audio ${stats.ttfaMs.toFixed(0)} ms`;
  const buffered = `${(position.bufferedMs / 1000).toFixed(1)} s buffered`;
  return `speaking: ${received}${first}, ${buffered}, ${position.underruns} underruns`;
}

function outName({ plan }: SynthesisChoice): string | null {
  switch (plan.kind) {
    case "device":
      return null;
    case "wavStdout":
    case "bytesStdout":
      return "-";
    case "wav":
    case "raw":
    case "bytes":
      return plan.path;
  }
}

function writeReport(io: CliIo, report: SpeechReport): void {
  const marks = (report.marks ?? []).map(
    ({ kind, value, startSeconds, endSeconds }) =>
      `${startSeconds.toFixed(3)}\t${endSeconds.toFixed(3)}\t${kind}\t${value}`,
  );
  // Where sound goes to stdout, nothing else may.
  const to = report.out === "-" ? io.stderr : io.stdout;
  writeResult(io, report, [...marks, reportText(report)].join("\n"), to);
}
