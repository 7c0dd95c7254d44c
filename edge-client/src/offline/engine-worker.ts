import { parentPort, workerData } from "node:worker_threads";
import type { Engine, Stepper } from "@sotto/models";
import { SottoError, serializeError } from "@sotto/proto";
import type { EngineAnswer, EngineRequest, EngineThreadData } from "./engine-messages.js";

/** The thread of the offline voice: loads the engine at the first request, and answers one request after the other. */
function main(): void {
  const port = parentPort;
  if (port === null) throw new Error("This file is run as a worker thread.");
  const { source } = workerData as EngineThreadData;
  let engine: Promise<Engine> | undefined;
  let stepper: Stepper | undefined;
  let turn = Promise.resolve();

  const answer = async (request: EngineRequest): Promise<EngineAnswer> => {
    engine ??= load(source);
    const loaded = await engine;
    switch (request.kind) {
      case "describe":
        return { kind: "description", description: loaded.describe() };
      case "open":
        stepper?.close();
        stepper = undefined;
        stepper = await loaded.open(request.spec);
        return { kind: "done" };
      case "step": {
        if (stepper === undefined) throw new SottoError("INTERNAL", "No segment is open.");
        return { kind: "stepped", result: await stepper.step(request.maxFrames) };
      }
    }
  };

  port.on("message", (request: EngineRequest) => {
    turn = turn
      .then(() => answer(request))
      .catch((error: unknown): EngineAnswer => ({ kind: "failed", error: serializeError(error) }))
      .then((reply) => {
        port.postMessage(reply);
      });
  });
}

async function load(source: EngineThreadData["source"]): Promise<Engine> {
  let loadEngine: typeof import("@sotto/models")["loadEngine"];
  try {
    ({ loadEngine } = await import("@sotto/models"));
  } catch (cause) {
    throw notInstalled(cause);
  }
  try {
    return await loadEngine(source);
  } catch (error) {
    throw isModuleNotFound(error) ? notInstalled(error) : error;
  }
}

function isModuleNotFound(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND";
}

function notInstalled(cause: unknown): SottoError {
  return new SottoError(
    "MODEL_UNUSABLE",
    "The offline voice is not installed on this machine: install @sotto/models with onnxruntime-node, or name a server with --server.",
    {},
    { cause },
  );
}

main();
