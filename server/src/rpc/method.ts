import type { Metadata } from "@grpc/grpc-js";
import type { SottoError } from "@sotto/proto";
import type { SynthesisObserver } from "../synthesis/ports.js";

/** What a handler knows of its call. */
export interface CallContext {
  /** Aborted when the call is to end: its reason is the {@link SottoError} that the client is told. */
  readonly signal: AbortSignal;
  readonly metadata: Metadata;
  /** Takes what the call's synthesis tells telemetry. */
  readonly observer: SynthesisObserver;
  /** Ends the call with `error`, as if the handler had thrown it. */
  readonly abort: (error: SottoError) => void;
}

/** The parts of a generated method that the server uses. */
export interface MethodDefinition<Request, Response> {
  readonly path: string;
  readonly requestStream: boolean;
  readonly responseStream: boolean;
  // Methods, not properties: every definition is then one of unknown messages, too.
  requestDeserialize(bytes: Buffer): Request;
  responseSerialize(response: Response): Buffer;
}

/**
 * Answers a call: messages in, messages out, whatever the method's kind; on the wire all kinds are alike. It must stop
 * soon after `context.signal` aborts, and what it throws becomes the call's status.
 */
export type Handler<Request, Response> = (
  requests: AsyncIterable<Request>,
  context: CallContext,
) => AsyncIterable<Response>;

/** A method with its handler. */
export interface Method {
  readonly definition: MethodDefinition<unknown, unknown>;
  readonly handler: Handler<unknown, unknown>;
  /** True for calls that go on while the server drains and that have no deadline but the client's: health. */
  readonly outlivesDrain: boolean;
}

/** Ties a handler of any kind to its method. */
export function streamMethod<Request, Response>(
  definition: MethodDefinition<Request, Response>,
  handler: Handler<Request, Response>,
  options: { readonly outlivesDrain?: boolean } = {},
): Method {
  return {
    definition,
    handler: handler as Handler<unknown, unknown>,
    outlivesDrain: options.outlivesDrain ?? false,
  };
}

/** Ties a function from one request to one response to its method. */
export function unaryMethod<Request, Response>(
  definition: MethodDefinition<Request, Response>,
  answer: (request: Request, context: CallContext) => Response | Promise<Response>,
  options: { readonly outlivesDrain?: boolean } = {},
): Method {
  const handler: Handler<Request, Response> = async function* (requests, context) {
    yield await answer(await onlyRequest(requests), context);
  };
  return streamMethod(definition, handler, options);
}

/** Ties a function from many requests to one response to its method. */
export function clientStreamMethod<Request, Response>(
  definition: MethodDefinition<Request, Response>,
  answer: (requests: AsyncIterable<Request>, context: CallContext) => Promise<Response>,
): Method {
  return streamMethod(definition, async function* (requests, context) {
    yield await answer(requests, context);
  });
}

/** The one request of a call that has just one; how many came was checked while they were read. */
export async function onlyRequest<Request>(requests: AsyncIterable<Request>): Promise<Request> {
  let only: { readonly request: Request } | undefined;
  for await (const request of requests) only = { request };
  if (only === undefined) throw new Error("The request reader let an empty call pass.");
  return only.request;
}
