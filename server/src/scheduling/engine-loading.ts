import type { Engine } from "@sotto/models";
import { SottoError } from "@sotto/proto/error";
import { warmUp } from "./warm-up.js";
import type { ReadyModel, WorkerSetup } from "./worker-protocol.js";

interface LoaderModule {
  loadEngine(source: unknown): Promise<Engine>;
}

/** Engines that were loaded and have spoken, with what the warm-up measured. The receiver owns and closes them. */
export interface LoadedEngines {
  readonly engines: readonly Engine[];
  readonly models: readonly ReadyModel[];
}

/**
 * Loads and warms up every model of `setup`. Where one fails, those before it are closed again.
 * @throws SottoError MODEL_UNUSABLE, or what `loadEngine` throws.
 */
export async function loadEngines(setup: WorkerSetup): Promise<LoadedEngines> {
  const loader = (await import(setup.loaderUrl)) as LoaderModule;
  const engines: Engine[] = [];
  const models: ReadyModel[] = [];
  try {
    for (const source of setup.sources) {
      const engine = await loader.loadEngine(source);
      engines.push(engine);
      models.push({ description: engine.describe(), realTimeFactor: await warmUp(engine) });
    }
  } catch (error) {
    for (const engine of engines) await engine.close();
    throw asModelError(error);
  }
  return { engines, models };
}

/** An untyped error while loading (of the inference runtime, say) makes the model unusable, whatever it is. */
function asModelError(error: unknown): SottoError {
  if (error instanceof SottoError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new SottoError(
    "MODEL_UNUSABLE",
    `The model could not be loaded: ${reason}`,
    {},
    {
      cause: error,
    },
  );
}
