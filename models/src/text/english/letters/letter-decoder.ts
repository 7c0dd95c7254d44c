import type { NetworkFile, Tensor } from "./tensors.js";
import { addProduct, logSoftmax, sigmoid } from "./vector-math.js";

/** One way of reading the letters so far. */
interface Path {
  readonly score: number;
  readonly state: Float32Array;
  /** The choice for each letter. */
  readonly said: readonly number[];
}

/** Paths whose logarithm of probability is this much below the best one's are given up. */
const SCORE_GAP_MAX = 3;

/**
 * The part of the letter network that chooses what each letter says: a GRU (Cho et al. 2014) that also sees what it
 * chose for the letter before, searched with a small beam.
 */
export class LetterDecoder {
  readonly #chunks: readonly string[];
  readonly #beam: number;
  readonly #width: number;
  readonly #state: number;
  /** Input weights for the letter's features: [3 · state, width]. */
  readonly #fromLetter: Tensor;
  /** What the choice before adds to the gates, worked out once: [chunks + 1, 3 · state]; the last row is the start. */
  readonly #fromChoice: Float32Array;
  readonly #inputBias: Float32Array;
  readonly #recurrent: Tensor;
  readonly #recurrentBias: Float32Array;
  readonly #choose: Tensor;
  readonly #chooseBias: Float32Array;

  constructor(file: NetworkFile) {
    const { width, state, beam } = file.sizes;
    const choices = file.chunks.length;
    this.#chunks = file.chunks;
    this.#beam = beam;
    this.#width = width;
    this.#state = state;
    const previousSize = file.previousSize;
    const input = file.tensor("decoder.weight_ih_l0", 3 * state, width + previousSize);
    const previous = file.tensor("previous.weight", choices + 1, previousSize).values;
    this.#fromLetter = columns(input, 0, width);
    this.#fromChoice = new Float32Array((choices + 1) * 3 * state);
    const fromPrevious = columns(input, width, previousSize);
    for (let choice = 0; choice <= choices; choice++) {
      addProduct(
        this.#fromChoice,
        choice * 3 * state,
        fromPrevious,
        previous,
        choice * previousSize,
      );
    }
    this.#inputBias = file.tensor("decoder.bias_ih_l0", 3 * state).values;
    this.#recurrent = file.tensor("decoder.weight_hh_l0", 3 * state, state);
    this.#recurrentBias = file.tensor("decoder.bias_hh_l0", 3 * state).values;
    this.#choose = file.tensor("choose.weight", choices, state);
    this.#chooseBias = file.tensor("choose.bias", choices).values;
  }

  /** The symbols of a word, given the features of its letters, [count, width]. */
  decode(features: Float32Array, count: number): string {
    let paths: Path[] = [{ score: 0, state: new Float32Array(this.#state), said: [] }];
    for (let letter = 0; letter < count; letter++) {
      const input = Float32Array.from(this.#inputBias);
      addProduct(input, 0, this.#fromLetter, features, letter * this.#width);
      paths = this.#extend(paths, input);
    }
    return (paths[0]?.said ?? []).map((choice) => this.#chunks[choice] ?? "").join("");
  }

  /** The best paths that are one letter longer, best first. */
  #extend(paths: readonly Path[], input: Float32Array): Path[] {
    const found: { score: number; choice: number; path: Path; state: Float32Array }[] = [];
    for (const path of paths) {
      const state = this.#step(path, input);
      const scores = Float32Array.from(this.#chooseBias);
      addProduct(scores, 0, this.#choose, state, 0);
      logSoftmax(scores);
      for (const choice of bestOf(scores, this.#beam)) {
        found.push({ score: path.score + (scores[choice] ?? 0), choice, path, state });
      }
    }
    found.sort((a, b) => b.score - a.score);
    const least = (found[0]?.score ?? 0) - SCORE_GAP_MAX;
    return found
      .slice(0, this.#beam)
      .filter(({ score }) => score >= least)
      .map(({ score, choice, path, state }) => ({ score, state, said: [...path.said, choice] }));
  }

  /** The GRU's next state. */
  #step({ state, said }: Path, input: Float32Array): Float32Array {
    const size = this.#state;
    const choice = (said.at(-1) ?? this.#chunks.length) * 3 * size;
    const recurrent = Float32Array.from(this.#recurrentBias);
    addProduct(recurrent, 0, this.#recurrent, state, 0);
    const gate = (row: number): number => (input[row] ?? 0) + (this.#fromChoice[choice + row] ?? 0);
    const next = new Float32Array(size);
    for (let i = 0; i < size; i++) {
      const reset = sigmoid(gate(i) + (recurrent[i] ?? 0));
      const update = sigmoid(gate(size + i) + (recurrent[size + i] ?? 0));
      const fresh = Math.tanh(gate(2 * size + i) + reset * (recurrent[2 * size + i] ?? 0));
      next[i] = (1 - update) * fresh + update * (state[i] ?? 0);
    }
    return next;
  }
}

/** Some columns of a matrix. */
function columns({ rows, columns: all, values }: Tensor, from: number, count: number): Tensor {
  const kept = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    kept.set(values.subarray(row * all + from, row * all + from + count), row * count);
  }
  return { rows, columns: count, values: kept };
}

/** Where the `count` highest scores stand, best first. */
function bestOf(scores: Float32Array, count: number): number[] {
  const best: number[] = [];
  for (let i = 0; i < scores.length; i++) {
    const score = scores[i] ?? 0;
    let place = best.length;
    while (place > 0 && (scores[best[place - 1] ?? 0] ?? 0) < score) place--;
    if (place < count) best.splice(place, 0, i);
    if (best.length > count) best.pop();
  }
  return best;
}
