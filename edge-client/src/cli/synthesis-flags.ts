import { AudioEncoding, isSampleRate, SAMPLE_RATES_HZ, SynthesisConfig } from "@sotto/proto";
import type { SettingName } from "../config/settings-table.js";
import { UsageError } from "../config/usage-error.js";
import { ENCODINGS, MARK_KINDS } from "./audio-names.js";
import { choiceFlag, choicesFlag, numberFlag } from "./flag-values.js";
import { type OutputPlan, planOutput } from "./output-plan.js";
import type { FlagSpec, VerbContext } from "./verb.js";

/** Opus's own sample rates among ours, in Hz (RFC 6716, section 2). */
const OPUS_RATES = "8000, 16000, 24000 or 48000";

/** The flags of verbs that speak. */
export const SYNTHESIS_FLAGS: Readonly<Record<string, FlagSpec>> = {
  voice: {
    value: "NAME",
    summary: "A voice of the model, or a registered one; the default where absent.",
  },
  model: { value: "ID", summary: "The model; the server's default where absent." },
  style: {
    value: "TEXT",
    summary: 'How to speak, in words, for example "slower". 200 characters at most.',
  },
  speed: { value: "X", summary: "Pace, 0.5 to 2; 1 is the voice's own." },
  seed: {
    value: "N",
    summary: "0 to 4294967295: same text, voice and seed give the same samples. Default 0.",
  },
  rate: {
    value: "HZ",
    summary: `Sample rate: ${SAMPLE_RATES_HZ.join(", ")}; the model's own where absent. Ogg-Opus takes ${OPUS_RATES}.`,
  },
  encoding: {
    value: "NAME",
    summary: `${Object.keys(ENCODINGS).join(", ")}; where absent, what --out's ending says, or linear16. mulaw and alaw go with .raw.`,
  },
  out: {
    value: "FILE",
    summary:
      "Write a .wav, .raw, .pcm, .ogg or .opus file instead of playing; - is stdout (WAV for PCM).",
  },
};

/** Settings of every verb that speaks: where the server is, how to stay with it, and how to play. */
export const SPEECH_SETTINGS: readonly SettingName[] = [
  "server",
  "device",
  "prebufferMs",
  "leadSilenceMs",
  "retryMs",
  "connectTimeoutMs",
  "resumeWindowMs",
  "keepaliveMs",
  "keepaliveTimeoutMs",
  "fallback",
];

/** What {@link SYNTHESIS_FLAGS} come to. */
export interface SynthesisChoice {
  readonly config: SynthesisConfig;
  readonly plan: OutputPlan;
}

/** Reads {@link SYNTHESIS_FLAGS}. Throws `UsageError`. */
export function readSynthesisFlags(values: VerbContext["values"]): SynthesisChoice {
  const plan = planOutput(values["out"], choiceFlag(values, "encoding", ENCODINGS));
  const config = SynthesisConfig.fromPartial({
    model: values["model"] ?? "",
    voice: values["voice"] ?? "",
    output: { encoding: plan.encoding, sampleRateHz: readRate(values, plan.encoding) },
    speed: numberFlag(values, "speed", { min: 0.5, max: 2 }) ?? 0,
    seed: numberFlag(values, "seed", { min: 0, max: 0xffff_ffff, integer: true }) ?? 0,
    style: values["style"] ?? "",
    marks: choicesFlag(values, "marks", MARK_KINDS),
  });
  return { config, plan };
}

function readRate(values: VerbContext["values"], encoding: AudioEncoding): number {
  const raw = values["rate"];
  if (raw === undefined) return 0;
  const rateHz = Number(raw);
  if (encoding === AudioEncoding.OGG_OPUS && (rateHz === 22_050 || rateHz === 44_100)) {
    throw new UsageError(`--rate with Ogg-Opus takes ${OPUS_RATES}, received "${raw}".`);
  }
  if (isSampleRate(rateHz)) return rateHz;
  throw new UsageError(`--rate must be one of ${SAMPLE_RATES_HZ.join(", ")}, received "${raw}".`);
}
