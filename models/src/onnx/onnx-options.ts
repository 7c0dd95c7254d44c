/** How ONNX Runtime is to run a model's graphs. Plain data: it crosses threads. */
export interface OnnxOptions {
  /**
   * Threads within one operator; default 1. More make one stream faster and all streams together slower, since a server
   * already has a worker for each core.
   */
  readonly intraOpThreads?: number;
  /**
   * Execution providers by preference, for example `["cuda", "cpu"]`; default `["cpu"]`. One that isn't there is an
   * error and not passed over, so that a missing driver doesn't show as mere slowness.
   */
  readonly providers?: readonly string[];
  /** Whether the runtime keeps freed memory in an arena; default true: faster, a few MiB more. */
  readonly memoryArena?: boolean;
}

/** {@link OnnxOptions} with nothing left open. */
export type ResolvedOnnxOptions = Required<OnnxOptions>;

/** `options` with the defaults filled in. */
export function resolveOnnxOptions(options: OnnxOptions = {}): ResolvedOnnxOptions {
  return { intraOpThreads: 1, providers: ["cpu"], memoryArena: true, ...options };
}
