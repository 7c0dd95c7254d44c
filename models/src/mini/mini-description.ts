import { fileURLToPath } from "node:url";
import { CLONE_FILE, speakerEncoderId } from "../cloning/cloning-graphs.js";
import { PITCH_INPUT_RATE_HZ } from "../dsp/pitch-tracker.js";
import type { ModelDescription } from "../engine.js";
import { type Manifest, peakMemoryBytes } from "../manifest/manifest.js";
import { ModelFolder } from "../manifest/model-folder.js";
import { ALL_STYLE_WORDS } from "../style/style-controls.js";
import { DEFAULT_VOICE, FRONT_END_MEMORY_BYTES } from "./mini-constants.js";
import { firstFramesMin, languagesOf, parseVoiceInfo, type VoiceInfo } from "./voice-info.js";

/** The folder of the embedded voice that this repository ships. */
export const MINI_WEIGHTS_DIR = fileURLToPath(new URL("../../../weights/mini/", import.meta.url));

/** The folder of the same voice with its weights kept in int8: a quarter of the size. */
export const MINI_INT8_WEIGHTS_DIR = fileURLToPath(
  new URL("../../../weights/mini-int8/", import.meta.url),
);

/** What cloning can do and what not; `models/training/README.md` has the numbers. */
const CLONING =
  "From a second of speech or more it takes the level and range of pitch, and roughly the pace. The timbre is the " +
  "nearest that it finds among mixtures of its own voices with moved formants: a voice of the same kind, seldom one that " +
  "would be taken for the speaker's. Accent is not taken over.";

/** The regions of the languages that the front end reads. */
const REGIONS: Readonly<Record<string, string>> = { en: "en-US", zh: "zh-CN" };

/**
 * Describes the voice in the folder `dir` from its manifest and `voice.json`, without loading it.
 * @throws SottoError MODEL_UNUSABLE where either can't be used.
 */
export async function readMiniDescription(dir: string): Promise<ModelDescription> {
  const folder = await ModelFolder.open(dir);
  return describeMini(folder.manifest, parseVoiceInfo(await folder.read("voice.json")));
}

/** What the model with this manifest and these voices tells of itself. */
export function describeMini(manifest: Manifest, info: VoiceInfo): ModelDescription {
  const voices = [...info.voices.keys()];
  const [first = ""] = voices;
  const clones = manifest.files.some(({ path }) => path === CLONE_FILE);
  return {
    id: manifest.id,
    version: manifest.version,
    description: manifest.description,
    languages: languagesOf(info).map((language) => REGIONS[language] ?? language),
    sampleRateHz: info.sampleRateHz,
    promptSampleRateHz: PITCH_INPUT_RATE_HZ,
    cloning: clones ? "speaker" : "none",
    cloningDescription: clones ? CLONING : "",
    styles: ALL_STYLE_WORDS,
    wordMarks: true,
    phonemeMarks: true,
    speedMin: 0.5,
    speedMax: 2,
    voices,
    voiceMixtures: true,
    defaultVoice: voices.includes(DEFAULT_VOICE) ? DEFAULT_VOICE : first,
    hopSamples: info.frameSamples,
    firstStepFramesMin: firstFramesMin(info),
    memoryBytes: peakMemoryBytes(manifest) + FRONT_END_MEMORY_BYTES,
    license: manifest.license,
    manifestSha256: manifest.sha256,
    encoderId: speakerEncoderId(manifest),
  };
}
