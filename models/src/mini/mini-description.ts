import { fileURLToPath } from "node:url";
import { PITCH_INPUT_RATE_HZ } from "../dsp/pitch-tracker.js";
import type { ModelDescription } from "../engine.js";
import { type Manifest, peakMemoryBytes } from "../manifest/manifest.js";
import { STYLE_WORDS } from "../style/style-controls.js";
import { FIRST_STEP_FRAMES_MIN, HOP_SAMPLES, SAMPLE_RATE_HZ } from "./mini-constants.js";
import { PITCH_ENCODER_ID } from "./pitch-profile.js";

/** The folder of the embedded voice that this repository ships. */
export const MINI_WEIGHTS_DIR = fileURLToPath(new URL("../../../weights/mini/", import.meta.url));

/** What the model with this manifest tells of itself. */
export function describeMini(manifest: Manifest): ModelDescription {
  return {
    id: manifest.id,
    version: manifest.version,
    description: manifest.description,
    languages: ["en-US"],
    sampleRateHz: SAMPLE_RATE_HZ,
    promptSampleRateHz: PITCH_INPUT_RATE_HZ,
    cloning: "pitch",
    cloningDescription:
      "Takes the median pitch (up to an octave from its own) and the pitch range of the speaker from a prompt, and " +
      "nothing else: the timbre, accent and pace stay those of its one voice.",
    styles: STYLE_WORDS,
    wordMarks: true,
    phonemeMarks: true,
    speedMin: 0.5,
    speedMax: 2,
    voices: ["kathleen"],
    defaultVoice: "kathleen",
    hopSamples: HOP_SAMPLES,
    firstStepFramesMin: FIRST_STEP_FRAMES_MIN,
    memoryBytes: peakMemoryBytes(manifest),
    license: manifest.license,
    manifestSha256: manifest.sha256,
    encoderId: PITCH_ENCODER_ID,
  };
}
