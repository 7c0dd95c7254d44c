import type { OnnxRuntime, Tensor, Tensors } from "./onnx-runtime.js";

/** A state tensor that a graph takes in and gives out, so that a stream can be computed in chunks. */
export interface StateSpec {
  readonly input: string;
  readonly output: string;
  readonly dtype: "float32" | "float64";
  readonly shape: readonly number[];
}

/** The states at the start of every stream: all zeros. Made once per graph; ONNX Runtime doesn't write into inputs. */
export function zeroStates(runtime: OnnxRuntime, specs: readonly StateSpec[]): Tensors {
  return Object.fromEntries(
    specs.map(({ input, dtype, shape }) => {
      const size = shape.reduce((product, length) => product * length, 1);
      const tensor =
        dtype === "float64"
          ? new runtime.Tensor(dtype, new Float64Array(size), shape)
          : new runtime.Tensor(dtype, new Float32Array(size), shape);
      return [input, tensor];
    }),
  );
}

/** The states of one stream of one graph. The tensors are the garbage collector's; nothing needs to be closed. */
export class GraphState {
  readonly #specs: readonly StateSpec[];
  #tensors: Tensors;

  /** @param zeros the result of {@link zeroStates} for the same graph. */
  constructor(specs: readonly StateSpec[], zeros: Tensors) {
    this.#specs = specs;
    this.#tensors = zeros;
  }

  /** The states to feed into the next call. */
  get tensors(): Tensors {
    return this.#tensors;
  }

  /**
   * Takes over the states that a call gave.
   * @throws Error where one is missing: the graph is not the one that its description tells of.
   */
  advance(outputs: Tensors): void {
    const next: Record<string, Tensor> = {};
    for (const { input, output } of this.#specs) {
      const tensor = outputs[output];
      if (tensor === undefined) throw new Error(`The graph gave no state ${output}`);
      next[input] = tensor;
    }
    this.#tensors = next;
  }
}
