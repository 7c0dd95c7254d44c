import type { StateSpec } from "../onnx/graph-state.js";

/** The file of the package that describes Kokoro's graphs. */
export const CONTRACT_FILE = "kokoro.json";

const FORMAT = "sotto-kokoro-1";

/**
 * A slice of the published file: offset and length in bytes. Where more follows it is made int8 as it is loaded: batches,
 * inputs, outputs, and 1 where it lies transposed; see `writeInt8`.
 */
export type WeightSlice =
  | readonly [offset: number, length: number]
  | readonly [
      offset: number,
      length: number,
      batches: number,
      inputs: number,
      outputs: number,
      transposed: number,
    ];

/** What a graph's weights are made of, one slice after the other, and the hash of what they come to. */
export interface WeightPlan {
  readonly bytes: number;
  /** SHA-256 of the weights as the graph is given them, lower-case hexadecimal. */
  readonly sha256: string;
  readonly slices: readonly WeightSlice[];
}

/** One graph without its weights. */
export interface GraphPlan {
  /** Channels of its norms; 0 where it has none. */
  readonly channels: number;
  readonly states: readonly StateSpec[];
  readonly weights: WeightPlan;
}

/** The names of the graphs. */
export type GraphName = "encoder" | "encoder-int8" | "conditioning" | "low-rate" | "generator";

/** What the exporter wrote of the graphs and of the published files that they need. */
export interface KokoroContract {
  /** The published graph, whose weights the others view. */
  readonly published: {
    readonly file: string;
    readonly bytes: number;
    readonly sha256: string;
  };
  /** The voices in the order of their statistics, with the SHA-256 of each voice's file. */
  readonly voices: ReadonlyMap<string, string>;
  /** Style rows in a voice's file: one for each number of symbols. */
  readonly voiceRows: number;
  /** Channels of all frozen norms together. */
  readonly channels: number;
  readonly graphs: Readonly<Record<GraphName, GraphPlan>>;
  /** How far the generator's samples stay behind the columns that it is given. */
  readonly generatorLagSamples: number;
}

interface WrittenGraph {
  readonly channels: number;
  readonly states: Readonly<Record<string, readonly number[]>>;
  readonly weights: WeightPlan;
}

interface Written {
  readonly format: string;
  readonly published: KokoroContract["published"];
  readonly voices: Readonly<Record<string, string>>;
  readonly voiceRows: number;
  readonly channels: number;
  readonly graphs: Readonly<Record<string, WrittenGraph>>;
  readonly generatorLagSamples: number;
}

/**
 * Reads the contract. Its bytes are those that the package's manifest lists, so that only the format is checked.
 * @throws Error where this build reads no such format, or a graph is missing.
 */
export function parseKokoroContract(bytes: Uint8Array): KokoroContract {
  const written = JSON.parse(new TextDecoder().decode(bytes)) as Written;
  if (written.format !== FORMAT) throw new Error(`${CONTRACT_FILE} must have the format ${FORMAT}`);
  return {
    published: written.published,
    voices: new Map(Object.entries(written.voices)),
    voiceRows: written.voiceRows,
    channels: written.channels,
    graphs: {
      encoder: graphPlan(written, "encoder"),
      "encoder-int8": graphPlan(written, "encoder-int8"),
      conditioning: graphPlan(written, "conditioning"),
      "low-rate": graphPlan(written, "low-rate"),
      generator: graphPlan(written, "generator"),
    },
    generatorLagSamples: written.generatorLagSamples,
  };
}

function graphPlan(written: Written, name: GraphName): GraphPlan {
  const graph = written.graphs[name];
  if (graph === undefined) throw new Error(`${CONTRACT_FILE} must describe the graph ${name}`);
  const states = Object.entries(graph.states).map(
    ([input, shape]): StateSpec => ({ input, output: `${input}_next`, dtype: "float32", shape }),
  );
  return { channels: graph.channels, states, weights: graph.weights };
}
