import type { Engine, ModelDescription } from "./engine.js";
import type { TestEngineOptions } from "./test-engine/options.js";

/** Where an engine comes from. Plain data: it crosses to the worker thread that loads it. */
export type EngineSource = {
  /** Waveforms for tests; must be asked for in so many words. */
  readonly family: "test";
  readonly options: TestEngineOptions;
};

/** How one family of models is described and loaded. Each is imported only when asked for. */
interface EngineFamily<S extends EngineSource> {
  readonly describe: (source: S) => Promise<ModelDescription>;
  readonly load: (source: S) => Promise<Engine>;
}

type FamilyName = EngineSource["family"];

/** The families there are; a new one is one more line here and one more member of {@link EngineSource}. */
const FAMILIES: { [F in FamilyName]: EngineFamily<Extract<EngineSource, { family: F }>> } = {
  test: {
    describe: async ({ options }) =>
      (await import("./test-engine/engine.js")).describeTestEngine(options),
    load: async ({ options }) => new (await import("./test-engine/engine.js")).TestEngine(options),
  },
};

/**
 * Loads an engine. Inference blocks its thread: call it in a worker thread. The caller closes the engine.
 * @throws SottoError MODEL_UNUSABLE when files are missing or altered, when it won't fit into memory, or when ONNX
 * Runtime can't run here; each says what to do.
 */
export function loadEngine(source: EngineSource): Promise<Engine> {
  return familyOf(source).load(source);
}

/**
 * Describes an engine without loading it: reads its manifest only, so that it costs little and needs no ONNX Runtime.
 * @throws SottoError MODEL_UNUSABLE when the manifest is missing or malformed.
 */
export function describeModel(source: EngineSource): Promise<ModelDescription> {
  return familyOf(source).describe(source);
}

function familyOf<S extends EngineSource>(source: S): EngineFamily<S> {
  return FAMILIES[source.family];
}
