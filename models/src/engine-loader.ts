import { SottoError } from "@sotto/proto/error";
import type { Engine, ModelDescription } from "./engine.js";
import type { OnnxOptions } from "./onnx/onnx-options.js";
import type { TestEngineOptions } from "./test-engine/options.js";

/** The embedded voice. */
export interface MiniSource {
  readonly family: "mini";
  /** Folder with its files; the one that comes with this package where absent. */
  readonly weightsDir?: string;
  /** Of the two that come with this package: `fp32`, the default, or `int8`, the same voice in a quarter of the room. */
  readonly variant?: "fp32" | "int8";
  readonly onnx?: OnnxOptions;
  /** File with the user's own readings of words: `word<TAB>symbols`, one a line. */
  readonly lexiconFile?: string;
}

/** Kokoro-82M. */
export interface KokoroSource {
  readonly family: "kokoro";
  /** Folder with `kokoro-fp32.onnx` and `voices/`, as `sotto models pull kokoro-82m` leaves it. */
  readonly weightsDir: string;
  /**
   * What turns Kokoro's prosody into sound: `full` is Kokoro's own decoder, streamed exactly; `fast` is the embedded
   * voice's, a tenth of the computing, for the voices of the languages that it was taught. Each is a model of its own.
   */
  readonly decoder: "full" | "fast";
  readonly onnx?: OnnxOptions;
  /** As for {@link MiniSource}. */
  readonly lexiconFile?: string;
}

/** Waveforms for tests: to be asked for in so many words, by a source with options, so that nobody gets it by accident. */
export interface TestSource {
  readonly family: "test";
  readonly options: TestEngineOptions;
}

/** Where an engine comes from. Plain data: it crosses to the worker thread that loads it. */
export type EngineSource = MiniSource | KokoroSource | TestSource;

/** How one family of models is described and loaded. Its code is imported only when asked for. */
interface EngineFamily {
  describe(): Promise<ModelDescription>;
  load(): Promise<Engine>;
}

/**
 * Loads an engine. Inference blocks its thread: call it in a worker thread. The caller closes the engine.
 * @throws SottoError MODEL_UNUSABLE when files are missing or altered, when it won't fit into memory, or when ONNX
 * Runtime can't run here; each says what to do. MODEL_NOT_FOUND for an unknown family.
 */
export async function loadEngine(source: EngineSource): Promise<Engine> {
  return familyOf(source).load();
}

/**
 * Describes an engine without loading it: reads its manifest and the list of its voices only, so that it costs little
 * and needs no ONNX Runtime.
 * @throws SottoError MODEL_UNUSABLE when either is missing or malformed; MODEL_NOT_FOUND for an unknown family.
 */
export async function describeModel(source: EngineSource): Promise<ModelDescription> {
  return familyOf(source).describe();
}

/** The families there are; a new one is one more case here and one more member of {@link EngineSource}. */
function familyOf(source: EngineSource): EngineFamily {
  switch (source.family) {
    case "mini":
      return miniFamily(source);
    case "kokoro":
      return kokoroFamily(source);
    case "test":
      return testFamily(source);
    default:
      // The source may come from a configuration, whatever its type says.
      throw new SottoError(
        "MODEL_NOT_FOUND",
        "There is no such family of models; there are: mini, kokoro.",
      );
  }
}

function miniFamily({ weightsDir, variant = "fp32", ...options }: MiniSource): EngineFamily {
  const code = () => import("./mini/mini-description.js");
  const folder = async (): Promise<string> => {
    const { MINI_INT8_WEIGHTS_DIR, MINI_WEIGHTS_DIR } = await code();
    return weightsDir ?? (variant === "int8" ? MINI_INT8_WEIGHTS_DIR : MINI_WEIGHTS_DIR);
  };
  return {
    describe: async () => (await code()).readMiniDescription(await folder()),
    load: async () => {
      const { MiniEngine } = await import("./mini/mini-engine.js");
      return MiniEngine.load({ ...options, weightsDir: await folder() });
    },
  };
}

function kokoroFamily({ weightsDir, decoder, onnx = {}, lexiconFile }: KokoroSource): EngineFamily {
  const engine = () => import("./kokoro/kokoro-engine.js");
  return {
    describe: async () => (await engine()).describeKokoroModel(decoder),
    load: async () => {
      const { KokoroEngine } = await engine();
      const { openFrontEnd } = await import("./text/open-front-end.js");
      const frontEnd = await openFrontEnd(lexiconFile);
      return KokoroEngine.load({ weightsDir, decoder, onnx, frontEnd });
    },
  };
}

function testFamily({ options }: TestSource): EngineFamily {
  return {
    describe: async () => (await import("./test-engine/engine.js")).describeTestEngine(options),
    load: async () => new (await import("./test-engine/engine.js")).TestEngine(options),
  };
}
