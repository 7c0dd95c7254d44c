import type { ModelFolder } from "../manifest/model-folder.js";
import { releaseBytes } from "../manifest/release-bytes.js";
import { zeroStates } from "../onnx/graph-state.js";
import { OnnxGraph } from "../onnx/onnx-graph.js";
import type { ResolvedOnnxOptions } from "../onnx/onnx-options.js";
import type { OnnxRuntime, Tensors } from "../onnx/onnx-runtime.js";
import type { GraphName, KokoroContract } from "./kokoro-contract.js";
import type { PublishedFiles } from "./published-files.js";

/** What loading Kokoro's graphs takes. */
export interface GraphSource {
  readonly runtime: OnnxRuntime;
  /** The package's folder with the graphs. */
  readonly folder: ModelFolder;
  readonly contract: KokoroContract;
  /** The user's folder with the weights. */
  readonly files: PublishedFiles;
  readonly options: ResolvedOnnxOptions;
}

/** One loaded graph and the states that its streams start from. */
export interface LoadedGraph {
  readonly graph: OnnxGraph;
  readonly zeros: Tensors;
}

/** Some of Kokoro's graphs, loaded. Its owner closes it. */
export class KokoroGraphs {
  readonly runtime: OnnxRuntime;
  readonly contract: KokoroContract;
  readonly #loaded: ReadonlyMap<GraphName, LoadedGraph>;

  private constructor(source: GraphSource, loaded: ReadonlyMap<GraphName, LoadedGraph>) {
    this.runtime = source.runtime;
    this.contract = source.contract;
    this.#loaded = loaded;
  }

  /**
   * Loads the graphs `names`, one after the other, so that only one graph's weights are in memory twice.
   * @throws SottoError MODEL_UNUSABLE naming the file that is wrong.
   */
  static async load(source: GraphSource, names: readonly GraphName[]): Promise<KokoroGraphs> {
    const loaded = new Map<GraphName, LoadedGraph>();
    try {
      for (const name of names) loaded.set(name, await loadGraph(source, name));
      return new KokoroGraphs(source, loaded);
    } catch (error) {
      for (const { graph } of loaded.values()) await graph.close();
      throw error;
    }
  }

  /** @throws Error where the graph was not loaded. */
  get(name: GraphName): LoadedGraph {
    const loaded = this.#loaded.get(name);
    if (loaded === undefined) throw new Error(`The graph ${name} is not loaded`);
    return loaded;
  }

  /** Frees the graphs; idempotent. */
  async close(): Promise<void> {
    for (const { graph } of this.#loaded.values()) await graph.close();
  }
}

async function loadGraph(source: GraphSource, name: GraphName): Promise<LoadedGraph> {
  const { runtime, folder, contract, files, options } = source;
  const { weights: plan, states } = contract.graphs[name];
  const file = `${name}.onnx`;
  const bytes = await folder.read(file);
  // A graph may hold all of its weights itself; ONNX Runtime takes no empty buffer.
  const weights = plan.bytes === 0 ? undefined : await files.weights(plan);
  const graph = await OnnxGraph.load(runtime, file, bytes, options, weights);
  if (weights !== undefined) releaseBytes(weights);
  return { graph, zeros: zeroStates(runtime, states) };
}
