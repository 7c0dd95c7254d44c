import { modelUnusable } from "../manifest/model-unusable.js";
import type { ResolvedOnnxOptions } from "./onnx-options.js";
import {
  checkProviders,
  type InferenceSession,
  type OnnxRuntime,
  type Tensors,
} from "./onnx-runtime.js";

/**
 * The float32 elements of the tensor `name`.
 * @throws Error where there is none: the graph is not the one that this code was written for.
 */
export function float32Of(tensors: Tensors, name: string): Float32Array {
  const data = tensors[name]?.data;
  if (!(data instanceof Float32Array)) throw new Error(`The graph gave no float32 tensor ${name}`);
  return data;
}

/** The location that graphs without weights of their own name. */
const WEIGHTS_LOCATION = "weights";

/** One loaded graph. It belongs to one thread, and to its owner, who closes it. */
export class OnnxGraph {
  readonly #session: InferenceSession;
  readonly #name: string;
  #closed: Promise<void> | undefined;

  private constructor(session: InferenceSession, name: string) {
    this.#session = session;
    this.#name = name;
  }

  /**
   * Loads a graph from the bytes of its file, which may be dropped afterwards.
   * @param weights what the graph's initialisers point into where it has them outside (ONNX external data at the
   * location {@link WEIGHTS_LOCATION}); copied, so that it may be dropped afterwards too.
   * @throws SottoError MODEL_UNUSABLE naming the file, where the bytes are no graph that the runtime takes.
   */
  static async load(
    runtime: OnnxRuntime,
    name: string,
    bytes: Uint8Array,
    options: ResolvedOnnxOptions,
    weights?: Uint8Array,
  ): Promise<OnnxGraph> {
    checkProviders(runtime, options);
    try {
      const session = await runtime.InferenceSession.create(bytes, {
        executionProviders: options.providers,
        intraOpNumThreads: options.intraOpThreads,
        interOpNumThreads: 1,
        executionMode: "sequential",
        graphOptimizationLevel: "all",
        enableCpuMemArena: options.memoryArena,
        // Memory patterns are kept for every shape that comes; ours vary from call to call.
        enableMemPattern: false,
        logSeverityLevel: 3,
        ...(weights && { externalData: [{ path: WEIGHTS_LOCATION, data: weights }] }),
        // Threads that spin while they wait take the core that other streams need.
        extra: {
          session: { intra_op: { allow_spinning: "0" }, inter_op: { allow_spinning: "0" } },
        },
      });
      return new OnnxGraph(session, name);
    } catch (error) {
      throw modelUnusable(
        `ONNX Runtime can't load the graph ${name}: restore the model's folder from where it came.`,
        `${name} must be an ONNX graph that this ONNX Runtime reads`,
        error,
      );
    }
  }

  /**
   * Runs the graph. The call blocks its thread while it computes.
   * @throws Error where a tensor is missing or has the wrong type or shape.
   */
  async run(feeds: Tensors): Promise<Tensors> {
    if (this.#closed !== undefined)
      throw new Error(`Cannot run: the graph ${this.#name} is closed`);
    return this.#session.run(feeds);
  }

  /** Frees the native session; idempotent. */
  close(): Promise<void> {
    this.#closed ??= this.#session.release();
    return this.#closed;
  }
}
