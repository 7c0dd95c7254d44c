import { createInterface } from "node:readline";
import { durationToMs } from "@sotto/proto";
import type { SpeechEvent } from "../session/speech-session.js";
import { writeNote, writeResult } from "./cli-io.js";
import { Conversation } from "./conversation.js";
import { describeError } from "./describe-error.js";
import { ExitCode } from "./exit-code.js";
import { openOutput } from "./open-output.js";
import { openSession } from "./open-session.js";
import { peakRssMiB } from "./peak-rss.js";
import { reportText } from "./speech-report.js";
import {
  readSynthesisFlags,
  SPEECH_SETTINGS,
  SYNTHESIS_FLAGS,
  type SynthesisChoice,
} from "./synthesis-flags.js";
import type { Verb, VerbContext } from "./verb.js";

/** `sotto converse`: speaks line by line. */
export const converse: Verb = {
  name: "converse",
  summary: "speaks each line that is typed or piped, while the ones before still play.",
  usage: ["converse [flags]", "converse [flags] < lines"],
  details:
    "Ctrl-C is barge-in: sound stops at once, and the server is told how much was heard. Ctrl-C while nothing sounds, or " +
    'a second time, ends; Ctrl-D ends when all was spoken. With --json, each event is an object on a line of its own; the last is "end", after errors and interrupts, too.',
  events: true,
  flags: {
    ...SYNTHESIS_FLAGS,
    offline: { summary: "Speak with the voice on this machine, without a server." },
  },
  settings: SPEECH_SETTINGS,
  examples: [
    { command: "sotto converse", what: "Type lines and hear them." },
    {
      command: "sotto converse --out talk.wav --json < lines.txt",
      what: "Speak a file's lines into a file.",
    },
  ],
  run: runConverse,
};

async function runConverse(context: VerbContext): Promise<ExitCode> {
  const { io, interrupts } = context;
  const choice = readSynthesisFlags(context.values);
  const told: unknown[] = [];
  let exitCode: ExitCode = ExitCode.OK;
  const tellError = (error: unknown): void => {
    // What fails a session fails its output, too, and is told of once.
    if (told.includes(error)) return;
    told.push(error);
    const report = describeError(error);
    exitCode = report.exitCode;
    tell(context, { event: "error", error: report }, `sotto: ${report.message}`);
  };
  await using conversation = openConversation(context, choice, (error) => {
    // An interrupt is told of at the end.
    if (!interrupts.signal.aborted) tellError(error);
  });
  interrupts.take(() => {
    if (conversation.speaking) void bargeIn(context, conversation);
    else interrupts.end();
  });
  try {
    await readLines(context, conversation);
    await conversation.finish();
    interrupts.signal.throwIfAborted();
  } catch (error) {
    tellError(interrupts.signal.aborted ? interrupts.signal.reason : error);
    if (!io.json) return exitCode;
  }
  const { stats, position, reconnects, ...spoken } = conversation.spoken;
  const out = context.values["out"] ?? null;
  const offline = spoken.offline || context.switches.has("offline");
  const report = stats.report(position, { reconnects, offline, out, peakRssMiB: peakRssMiB() });
  const to = choice.plan.kind.endsWith("Stdout") ? io.stderr : io.stdout;
  writeResult(io, { event: "end", ...report }, reportText(report), to);
  return exitCode;
}

function openConversation(
  context: VerbContext,
  choice: SynthesisChoice,
  onFailure: (error: unknown) => void,
): Conversation {
  const { config, io, interrupts, switches } = context;
  return new Conversation({
    openSession: (signal) =>
      openSession({
        config,
        synthesis: choice.config,
        offline: switches.has("offline"),
        signal,
        onNote: (sentence) => {
          writeNote(io, sentence);
        },
      }),
    openOutput: (onPlayed) => openOutput(choice.plan, config, io, onPlayed),
    signal: interrupts.signal,
    onEvent: (event) => {
      tellOfEvent(context, event);
    },
    onFailure,
  });
}

async function readLines(context: VerbContext, conversation: Conversation): Promise<void> {
  const { io, interrupts } = context;
  // Not as a terminal: then Ctrl-C stays a signal, which works while nothing is being read, too.
  const lines = createInterface({ input: io.stdin, terminal: false });
  const close = (): void => {
    lines.close();
  };
  interrupts.signal.addEventListener("abort", close, { once: true });
  for await (const line of lines) {
    if (line.trim() !== "") await conversation.say(line);
  }
  interrupts.signal.throwIfAborted();
}

async function bargeIn(context: VerbContext, conversation: Conversation): Promise<void> {
  const beganMs = performance.now();
  try {
    const heard = await conversation.bargeIn();
    if (heard === undefined) return;
    const tookMs = Math.round(performance.now() - beganMs);
    tell(
      context,
      { event: "interrupted", ...heard, tookMs },
      `Stopped: ${heard.heardTextEnd} characters of utterance ${heard.utterance} were heard.`,
    );
  } catch {
    // The session failed; its events tell why.
  }
}

function tellOfEvent(context: VerbContext, event: SpeechEvent): void {
  if (event.$case !== "utteranceDone") return;
  const { utterance, audioDuration, timeToFirstAudio, realTimeFactor } = event.value;
  const audioSeconds = durationToMs(audioDuration) / 1000;
  const serverTtfaMs = durationToMs(timeToFirstAudio);
  tell(
    context,
    { event: "utterance", utterance, audioSeconds, serverTtfaMs, rtf: realTimeFactor },
    `${utterance}: ${audioSeconds.toFixed(2)} s, first audio ${serverTtfaMs.toFixed(1)} ms`,
  );
}

/** Events go to stderr, for people, or with `--json` to stdout, unless sound goes there. */
function tell({ io, values }: VerbContext, value: object, text: string): void {
  const to = values["out"] === "-" || !io.json ? io.stderr : io.stdout;
  writeResult(io, value, text, to);
}
