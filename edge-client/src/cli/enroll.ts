import { CreateVoiceConfig } from "@sotto/proto";
import { createVoice } from "../session/create-voice.js";
import { ServerConnection } from "../session/server-connection.js";
import { startCallSpan } from "../telemetry/call-span.js";
import { verdictText } from "./audio-names.js";
import { writeNote, writeResult } from "./cli-io.js";
import { describeError } from "./describe-error.js";
import { ExitCode } from "./exit-code.js";
import { numberFlag, requiredFlag } from "./flag-values.js";
import { serverAddress } from "./open-session.js";
import { ProgressLine } from "./progress-line.js";
import { openPrompt } from "./prompt-source.js";
import type { Verb, VerbContext } from "./verb.js";
import { voiceObject } from "./voice-object.js";

/** `sotto enroll`: keeps a voice. */
export const enroll: Verb = {
  name: "enroll",
  summary: "makes a voice from a recording and keeps it on the server.",
  usage: ["enroll --name NAME --speaker WHO --consent STATEMENT [--prompt FILE|mic] [flags]"],
  details:
    "The speaker must consent. Their statement is kept with the voice, with the time and a hash of the recording. " +
    "A recording that is kept already stays the voice it is, under its old name: the new name and consent are not stored.",
  flags: {
    name: { value: "NAME", summary: "What to call the voice, 1 to 100 characters." },
    speaker: { value: "WHO", summary: "Who speaks in the recording and consents." },
    consent: { value: "STATEMENT", summary: "The words of their consent." },
    prompt: {
      value: "FILE|mic",
      summary: "A WAV, FLAC or Ogg file, or the microphone. Default mic.",
    },
    "prompt-seconds": { value: "S", summary: "How long to record, 1 to 60. Default 5." },
    transcript: { value: "TEXT", summary: "What is said in it, where known; it is not kept." },
    model: { value: "ID", summary: "The model; the server's default where absent." },
  },
  settings: ["server", "captureDevice", "captureBackend", "connectTimeoutMs"],
  examples: [
    {
      command:
        'sotto enroll --name Ann --speaker "Ann Lee" --consent "You may use my voice." --prompt ann.wav',
      what: "Keep the voice of a file.",
    },
    {
      command: 'sotto enroll --name Me --speaker Me --consent "I agree."',
      what: "Record five seconds and keep the voice.",
    },
  ],
  run: runEnroll,
};

async function runEnroll(context: VerbContext): Promise<ExitCode> {
  const { values, io, config, interrupts } = context;
  const consent = {
    speaker: requiredFlag(values, "speaker", "say whose voice it is"),
    statement: requiredFlag(values, "consent", "give the speaker's words of consent"),
    recordTime: undefined,
  };
  const displayName = requiredFlag(values, "name", "say what to call the voice");
  const seconds = numberFlag(values, "prompt-seconds", { min: 1, max: 60 }) ?? 5;
  const { signal } = interrupts;
  const progress = new ProgressLine(io);
  const onRecorded = (done: number): void => {
    progress.draw(() => `recording: ${done.toFixed(1)} of ${seconds} s`);
  };
  const from = values["prompt"] ?? "mic";
  if (from === "mic") writeNote(io, `Recording ${seconds} s: speak now.`);
  await using prompt = await openPrompt({ from, seconds, config, signal, onRecorded });
  using connection = new ServerConnection(serverAddress(config));
  const span = startCallSpan("sotto.tts.v1.VoiceService/CreateVoice");
  try {
    const request = CreateVoiceConfig.fromPartial({
      displayName,
      model: values["model"] ?? "",
      prompt: prompt.format,
      consent,
      transcript: values["transcript"] ?? "",
    });
    const settings = { signal, metadata: () => span.metadata() };
    const { voice, created } = await createVoice(connection, request, prompt.pieces, settings);
    span.end();
    const called = `${voice.name} (${voice.displayName})`;
    const text = created
      ? `Kept ${called}; the prompt is ${verdictText(voice.verdict)}.`
      : `This recording is kept already, as ${called}: the name and the consent given now were not stored.`;
    progress.clear();
    writeResult(io, { created, voice: voiceObject(voice) }, text);
    return ExitCode.OK;
  } catch (error) {
    span.end(describeError(error).kind);
    throw error;
  } finally {
    progress.clear();
  }
}
