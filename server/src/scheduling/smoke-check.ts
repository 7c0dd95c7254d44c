import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { deserializeError, type SerializedSottoError, SottoError } from "@sotto/proto/error";
import type { WorkerSetup } from "./worker-protocol.js";

/** What the smoke child answers: `null` when every model has spoken. */
export interface SmokeAnswer {
  readonly error: SerializedSottoError | null;
}

/** How the check is made. */
export interface SmokeCheckOptions {
  readonly setup: WorkerSetup;
  /** A child that takes longer is killed. */
  readonly limitMs: number;
}

/**
 * Loads the models and lets them speak once in a child process of its own. A processor that lacks instructions which the
 * inference runtime was compiled for ends a process with SIGILL, which no thread can catch: the child dies in the
 * server's place, and the server says why and stays down, instead of crashing at every restart.
 * @throws SottoError MODEL_UNUSABLE with what to do, or what loading the models throws.
 */
export async function smokeCheck(options: SmokeCheckOptions): Promise<void> {
  const child = fork(fileURLToPath(new URL("./smoke-child.js", import.meta.url)), [], {
    execArgv: [],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "inherit", "ipc"],
    timeout: options.limitMs,
    killSignal: "SIGKILL",
  });
  let answer: SmokeAnswer | undefined;
  child.once("message", (message) => {
    answer = message as SmokeAnswer;
  });
  const exited = new Promise<Exit>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => {
      resolve({ code, signal });
    });
  });
  // The channel may break when the child dies early; its exit tells more.
  child.send(options.setup, () => undefined);
  const exit = await exited;
  if (answer === undefined) throw diedError(exit, child.killed);
  if (answer.error !== null) throw deserializeError(answer.error);
}

interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

function diedError({ code, signal }: Exit, timedOut: boolean): SottoError {
  const how = signal ?? `exit code ${code ?? "unknown"}`;
  return new SottoError(
    "MODEL_UNUSABLE",
    `${explanation(signal, timedOut)} (start-up check: ${how})`,
  );
}

function explanation(signal: NodeJS.Signals | null, timedOut: boolean): string {
  if (timedOut)
    return "The models did not speak in time: this machine is too slow for them, or overloaded.";
  if (signal === "SIGILL") {
    return (
      "This processor lacks instructions that the inference runtime needs. Use another version of " +
      "onnxruntime-node (1.22 or later on a Raspberry Pi 4), or run the server on another machine."
    );
  }
  if (signal === "SIGKILL") {
    return (
      "The models were killed while they loaded, most likely for want of memory. Use a smaller " +
      "model, or run the server on another machine."
    );
  }
  return (
    "The inference runtime crashed while it tried the models out. Install onnxruntime-node and the " +
    "models again."
  );
}
