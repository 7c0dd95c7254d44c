import { type MessagePort, parentPort, workerData } from "node:worker_threads";
import { serializeError } from "@sotto/proto/error";
import { loadEngines } from "./engine-loading.js";
import type {
  JobKind,
  JobRequest,
  JobResults,
  WorkerReply,
  WorkerRequest,
  WorkerSetup,
} from "./worker-protocol.js";
import { WorkerSession } from "./worker-session.js";

/**
 * Entry of an inference worker thread: loads and tries out the models, then serves requests one after the other until
 * `shutdown`. An exception outside a job ends the thread, which is how the main thread learns of it.
 */
async function main(port: MessagePort, setup: WorkerSetup): Promise<void> {
  const beginMs = performance.now();
  const { engines, models } = await loadEngines(setup);
  const session = new WorkerSession(engines);
  let last = Promise.resolve();
  port.on("message", (request: WorkerRequest) => {
    last = last.then(() => serve(port, session, request));
  });
  reply(port, { kind: "ready", models, loadMs: performance.now() - beginMs });
}

async function serve(
  port: MessagePort,
  session: WorkerSession,
  request: WorkerRequest,
): Promise<void> {
  switch (request.kind) {
    case "closeSegment":
    case "closePrompt":
      session.obey(request);
      break;
    case "shutdown":
      await session.close();
      // Nothing is left that keeps the thread alive.
      port.close();
      break;
    case "openSegment":
    case "step":
    case "openPrompt":
    case "pushPrompt":
    case "finishPrompt":
      await work(port, session, request);
  }
}

async function work(port: MessagePort, session: WorkerSession, request: JobRequest): Promise<void> {
  const beginMs = performance.now();
  try {
    const result = await session.work(request);
    const runMs = performance.now() - beginMs;
    reply(port, { kind: "done", job: request.job, runMs, result }, transferList(result));
  } catch (error) {
    const runMs = performance.now() - beginMs;
    reply(port, { kind: "failed", job: request.job, runMs, error: serializeError(error) });
  }
}

/** Samples go over without a copy. */
function transferList(result: JobResults[JobKind]): ArrayBuffer[] {
  if (result === undefined || !("samples" in result)) return [];
  return [result.samples.buffer as ArrayBuffer];
}

function reply(port: MessagePort, message: WorkerReply, transfer: ArrayBuffer[] = []): void {
  port.postMessage(message, transfer);
}

if (parentPort === null) throw new Error("inference-worker must run as a worker thread");
const port = parentPort;
try {
  await main(port, workerData as WorkerSetup);
} catch (error) {
  reply(port, { kind: "unusable", error: serializeError(error) });
  port.close();
}
