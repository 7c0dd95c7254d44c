import { serializeError } from "@sotto/proto/error";
import { loadEngines } from "./engine-loading.js";
import type { SmokeAnswer } from "./smoke-check.js";
import type { WorkerSetup } from "./worker-protocol.js";

/** Entry of the smoke child: tries the models out once, tells how it went, and ends. See `smokeCheck`. */
process.once("message", (setup: WorkerSetup) => {
  void answer(setup);
});

async function answer(setup: WorkerSetup): Promise<void> {
  const error = await tryOut(setup);
  const message: SmokeAnswer = { error };
  process.send?.(message, () => {
    process.disconnect();
  });
}

async function tryOut(setup: WorkerSetup): Promise<SmokeAnswer["error"]> {
  try {
    const { engines } = await loadEngines(setup);
    for (const engine of engines) await engine.close();
    return null;
  } catch (error) {
    return serializeError(error);
  }
}
