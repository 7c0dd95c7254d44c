import { type CallOptions, Metadata, type ServiceError } from "@grpc/grpc-js";
import { throwIfCancelled } from "./broken-stream-error.js";
import { errorFromStatus } from "./link-error.js";
import type { ServerConnection } from "./server-connection.js";

/** Settings of one call that is no synthesis. */
export interface CallSettings {
  /** Ends the call at once. */
  readonly signal: AbortSignal;
  /** Metadata of the call, for example a trace context. */
  readonly metadata?: (() => Metadata) | undefined;
  /** How long the answer may take, in milliseconds; the connection's `connectTimeoutMs` where absent. */
  readonly timeoutMs?: number | undefined;
}

/** A method of a generated client, bound to its request. It may be given a call that is still being written to. */
export type StartCall<Response> = (
  metadata: Metadata,
  options: CallOptions,
  callback: (error: ServiceError | null, value?: Response) => void,
) => { cancel(): void };

/**
 * Makes one call that has one answer.
 * @throws SottoError as the server says; LinkError where it can't be reached; CANCELLED when the signal aborts.
 */
export async function unaryCall<Response>(
  connection: ServerConnection,
  start: StartCall<Response>,
  { signal, metadata, timeoutMs = connection.connectTimeoutMs }: CallSettings,
): Promise<Response> {
  throwIfCancelled(signal);
  let stop = (): void => undefined;
  try {
    return await new Promise<Response>((resolve, reject) => {
      const options = { deadline: Date.now() + timeoutMs };
      const call = start(metadata?.() ?? new Metadata(), options, (error, value) => {
        if (error !== null) reject(error);
        else if (value !== undefined) resolve(value);
      });
      stop = () => {
        call.cancel();
      };
      signal.addEventListener("abort", stop, { once: true });
    });
  } catch (error) {
    throwIfCancelled(signal);
    throw isServiceError(error) ? errorFromStatus(error, connection.address) : error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && "code" in error && "metadata" in error && "details" in error;
}
