import { fileURLToPath } from "node:url";
import type { ModelDescription } from "../engine.js";
import { type Manifest, peakMemoryBytes } from "../manifest/manifest.js";
import { ModelFolder } from "../manifest/model-folder.js";
import { FRONT_END_MEMORY_BYTES } from "../mini/mini-constants.js";
import { MINI_WEIGHTS_DIR } from "../mini/mini-description.js";
import { firstFramesMin, parseVoiceInfo, type VoiceInfo } from "../mini/voice-info.js";
import { ALL_STYLE_WORDS, STYLE_WORDS } from "../style/style-controls.js";
import { generatorFramesMin } from "./full-stream.js";
import { FRAME_SAMPLES, SAMPLE_RATE_HZ } from "./kokoro-constants.js";
import {
  CONTRACT_FILE,
  type GraphName,
  type KokoroContract,
  parseKokoroContract,
} from "./kokoro-contract.js";

/** The folder of Kokoro's graphs, without weights, and of its frozen statistics that this package ships. */
export const KOKORO_GRAPHS_DIR = fileURLToPath(new URL("../../../kokoro/", import.meta.url));

/** The frozen statistics of all voices, float16 [voices, 2, channels]. */
export const STATISTICS_FILE = "statistics.f16";

/** What makes sound of Kokoro's prosody: its own decoder, or the embedded voice's. */
export type DecoderChoice = "full" | "fast";

/** The package's folders that a Kokoro model is made of. */
export interface KokoroFolders {
  readonly graphs: ModelFolder;
  readonly contract: KokoroContract;
  /** The embedded voice, where its decoder is used. */
  readonly mini: { readonly folder: ModelFolder; readonly info: VoiceInfo } | undefined;
}

/** The languages that Kokoro speaks through Sotto's front end, BCP 47; the published model knows six more. */
const LANGUAGES = ["en-US", "zh-CN"];

const DEFAULT_VOICE = "af_heart";

/** The graphs that are loaded with either decoder; the fast one takes the encoder that is fast and small, too. */
const GRAPHS: Readonly<Record<DecoderChoice, readonly GraphName[]>> = {
  full: ["encoder", "low-rate", "generator", "conditioning"],
  fast: ["encoder-int8"],
};

/**
 * Opens the package's folders.
 * @throws SottoError MODEL_UNUSABLE where a file of theirs is missing or altered.
 */
export async function openKokoroFolders(
  decoder: DecoderChoice,
  graphsDir: string = KOKORO_GRAPHS_DIR,
): Promise<KokoroFolders> {
  const graphs = await ModelFolder.open(graphsDir);
  const contract = parseKokoroContract(await graphs.read(CONTRACT_FILE));
  if (decoder === "full") return { graphs, contract, mini: undefined };
  const folder = await ModelFolder.open(MINI_WEIGHTS_DIR);
  return {
    graphs,
    contract,
    mini: { folder, info: parseVoiceInfo(await folder.read("voice.json")) },
  };
}

/** What Kokoro tells of itself; with the fast decoder it is a model of its own. */
export function describeKokoro({ graphs, contract, mini }: KokoroFolders): ModelDescription {
  const { manifest } = graphs;
  const voices = [...contract.voices.keys()].filter((name) => mini?.info.voices.has(name) ?? true);
  const [first = ""] = voices;
  return {
    id: mini === undefined ? manifest.id : `${manifest.id}-fast`,
    version: manifest.version,
    description: mini === undefined ? manifest.description : FAST_DESCRIPTION,
    languages: LANGUAGES,
    sampleRateHz: SAMPLE_RATE_HZ,
    // No prompts are taken; a rate must be told all the same.
    promptSampleRateHz: SAMPLE_RATE_HZ,
    cloning: "none",
    cloningDescription: "",
    styles: mini === undefined ? STYLE_WORDS : ALL_STYLE_WORDS,
    wordMarks: true,
    phonemeMarks: true,
    speedMin: 0.5,
    speedMax: 2,
    voices,
    voiceMixtures: true,
    defaultVoice: voices.includes(DEFAULT_VOICE) ? DEFAULT_VOICE : first,
    hopSamples: FRAME_SAMPLES,
    firstStepFramesMin:
      mini === undefined ? generatorFramesMin(contract) : firstFramesMin(mini.info),
    memoryBytes: memoryBytes(manifest, mini?.folder.manifest),
    license: manifest.license,
    manifestSha256: manifest.sha256,
    encoderId: "none",
  };
}

const FAST_DESCRIPTION =
  "Kokoro-82M's text, timing and pitch spoken by the embedded voice's decoder: a tenth of the computing, at 24 kHz.";

/** Peak memory in bytes: of the graphs that are loaded with their weights, of the embedded voice, of a front end. */
function memoryBytes(manifest: Manifest, mini: Manifest | undefined): number {
  const graphs = GRAPHS[mini === undefined ? "full" : "fast"].map((name) => `${name}.onnx`);
  const loaded = new Set([...graphs, STATISTICS_FILE]);
  const files = manifest.files.filter(({ path }) => loaded.has(path));
  const miniBytes = mini === undefined ? 0 : peakMemoryBytes(mini);
  return peakMemoryBytes({ files }) + miniBytes + FRONT_END_MEMORY_BYTES;
}
