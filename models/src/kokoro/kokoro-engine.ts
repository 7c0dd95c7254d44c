import { SottoError } from "@sotto/proto/error";
import { mixSeeds, SeededNoise } from "../dsp/seeded-noise.js";
import type { Engine, ModelDescription, PromptEncoder, SegmentSpec, Stepper } from "../engine.js";
import type { ReadText } from "../manifest/machine-memory.js";
import { memoryAvailable } from "../manifest/machine-memory.js";
import { planMemory } from "../manifest/memory-plan.js";
import { type OnnxOptions, resolveOnnxOptions } from "../onnx/onnx-options.js";
import { loadOnnxRuntime } from "../onnx/onnx-runtime.js";
import { checkSegment } from "../segment-checks.js";
import { parseStyle } from "../style/parse-style.js";
import { NEUTRAL_STYLE } from "../style/style-controls.js";
import type { FrontEnd } from "../text/symbol-text.js";
import { symbolTextPieces } from "../text/symbol-text-pieces.js";
import { parseVoiceMixture } from "../voices/voice-mixture.js";
import { FastDecoder } from "./fast-decoder.js";
import { FullDecoder } from "./full-decoder.js";
import { PIECE_SYMBOLS_MAX } from "./kokoro-constants.js";
import { type KokoroControls, kokoroControls } from "./kokoro-controls.js";
import type { KokoroDecoder } from "./kokoro-decoder.js";
import {
  type DecoderChoice,
  describeKokoro,
  openKokoroFolders,
  STATISTICS_FILE,
} from "./kokoro-description.js";
import type { EncoderGraph } from "./kokoro-encoder.js";
import { type GraphSource, KokoroGraphs } from "./kokoro-graphs.js";
import { KokoroStepper } from "./kokoro-stepper.js";
import { openPiece } from "./open-piece.js";
import { PublishedFiles } from "./published-files.js";
import { VoiceBook } from "./voice-book.js";

/** How a {@link KokoroEngine} is loaded. */
export interface KokoroEngineOptions {
  /** The user's folder with `kokoro-fp32.onnx` and `voices/`, as `sotto models pull kokoro-82m` leaves it. */
  readonly weightsDir: string;
  /** What turns prosody into sound. */
  readonly decoder: DecoderChoice;
  /** Reads text as symbols; holds nothing that needs to be closed. */
  readonly frontEnd: FrontEnd;
  /** The folder with the graphs; that of this package where absent. */
  readonly graphsDir?: string;
  readonly onnx?: OnnxOptions;
  /** Reads the system's files about memory; replaced in tests. */
  readonly readSystemFile?: ReadText;
}

/** Symbols that are spoken before the first listener comes: "the kitchen light". */
const WARM_UP_SYMBOLS = "ðə kˈɪʧᵊn lˈIt.";
const WARM_UP_STEP_FRAMES = [20, 6, 20];

/** What a {@link KokoroEngine} is made of. */
interface KokoroParts {
  readonly description: ModelDescription;
  readonly encoder: EncoderGraph;
  readonly decoder: KokoroDecoder;
  readonly voices: VoiceBook;
  readonly frontEnd: FrontEnd;
}

/** Kokoro-82M: its own encoder, and behind it its own decoder, streamed exactly, or the embedded voice's. */
export class KokoroEngine implements Engine {
  readonly #parts: KokoroParts;

  private constructor(parts: KokoroParts) {
    this.#parts = parts;
  }

  /**
   * Loads the model. The caller closes it.
   * @throws SottoError MODEL_UNUSABLE: files missing or altered, too little memory, no ONNX Runtime; says what to do.
   */
  static async load(options: KokoroEngineOptions): Promise<KokoroEngine> {
    const folders = await openKokoroFolders(options.decoder, options.graphsDir);
    const description = describeKokoro(folders);
    const need = { modelId: description.id, bytesPerCopy: description.memoryBytes, copies: 1 };
    planMemory(need, memoryAvailable(options.readSystemFile));
    const { graphs: folder, contract, mini } = folders;
    const files = new PublishedFiles(options.weightsDir, contract);
    const voices = new VoiceBook(contract, files, await folder.read(STATISTICS_FILE));
    const onnx = resolveOnnxOptions(options.onnx);
    const source = { runtime: loadOnnxRuntime(), folder, contract, files, options: onnx };
    // The larger part first: while it is loaded, its weights are in memory twice.
    const decoder =
      mini === undefined
        ? await FullDecoder.load(source)
        : await FastDecoder.load(mini.folder, mini.info, onnx);
    const name = mini === undefined ? "encoder" : "encoder-int8";
    const encoder = await loadEncoder(source, name, decoder);
    const { frontEnd } = options;
    const engine = new KokoroEngine({ description, encoder, decoder, voices, frontEnd });
    try {
      await engine.#warmUp();
      return engine;
    } catch (error) {
      await engine.close();
      throw error;
    }
  }

  describe(): ModelDescription {
    return this.#parts.description;
  }

  openPrompt(): PromptEncoder {
    throw noCloning(this.#parts.description);
  }

  async open(spec: SegmentSpec): Promise<Stepper> {
    const begun = performance.now();
    const { description, frontEnd } = this.#parts;
    checkSegment(spec, description);
    if (spec.voice.kind !== "builtIn") throw noCloning(description);
    const controls = kokoroControls(spec.speed, parseStyle(spec.style, description.styles));
    const pieces = symbolTextPieces(frontEnd.read(spec.text), PIECE_SYMBOLS_MAX);
    return this.#stepper(spec, spec.voice.name, controls, pieces, performance.now() - begun);
  }

  async close(): Promise<void> {
    await this.#parts.encoder.graph.close();
    await this.#parts.decoder.close();
  }

  async #stepper(
    spec: Pick<SegmentSpec, "text" | "seed" | "segmentIndex">,
    voiceName: string,
    controls: KokoroControls,
    pieces: ReturnType<typeof symbolTextPieces>,
    frontEndMs: number,
  ): Promise<KokoroStepper> {
    const { description, encoder, decoder, voices } = this.#parts;
    const parts = parseVoiceMixture(voiceName, description.voices);
    const voice = await voices.voice(parts);
    const noise = new SeededNoise(mixSeeds(spec.seed, spec.segmentIndex));
    return KokoroStepper.open({
      text: spec.text,
      pieces,
      openPiece: (piece) => openPiece({ encoder, decoder, parts, voice, controls, noise }, piece),
      gain: controls.gain,
      frontEndMs,
    });
  }

  /** Speaks a little, so that the first listener doesn't wait for what is allocated at first use. */
  async #warmUp(): Promise<void> {
    const word = { textStart: 0, textEnd: 3, symbolStart: 0, symbolEnd: 2 };
    const pieces = symbolTextPieces({ symbols: WARM_UP_SYMBOLS, words: [word] }, PIECE_SYMBOLS_MAX);
    const spec = { text: "the", seed: 0, segmentIndex: 0 };
    const { defaultVoice } = this.#parts.description;
    const controls = kokoroControls(1, NEUTRAL_STYLE);
    const stepper = await this.#stepper(spec, defaultVoice, controls, pieces, 0);
    for (const frames of WARM_UP_STEP_FRAMES) {
      if ((await stepper.step(frames)).done) break;
    }
    stepper.close();
  }
}

/** Loads the encoder as the last part; what was loaded before is closed where that fails. */
async function loadEncoder(
  source: GraphSource,
  name: "encoder" | "encoder-int8",
  decoder: KokoroDecoder,
): Promise<EncoderGraph> {
  try {
    const graphs = await KokoroGraphs.load(source, [name]);
    return { runtime: source.runtime, graph: graphs.get(name).graph };
  } catch (error) {
    await decoder.close();
    throw error;
  }
}

/**
 * Describes Kokoro with one of its decoders, without loading it.
 * @throws SottoError MODEL_UNUSABLE where the package's files are missing or altered.
 */
export async function describeKokoroModel(decoder: DecoderChoice): Promise<ModelDescription> {
  return describeKokoro(await openKokoroFolders(decoder));
}

function noCloning(model: ModelDescription): SottoError {
  return new SottoError(
    "UNSUPPORTED_FEATURE",
    `The model ${model.id} can't speak with the voice of a prompt: choose one of its own voices, or the model mini.`,
    { field: "config.voice", limit: "a voice of its own, or a mixture of them" },
  );
}
