import type { NetworkFile, Tensor } from "./tensors.js";
import { addProduct, layerNorm } from "./vector-math.js";

interface Block {
  readonly mix: Tensor;
  readonly mixBias: Float32Array;
  readonly scale: Float32Array;
  readonly shift: Float32Array;
  readonly up: Tensor;
  readonly upBias: Float32Array;
  readonly down: Tensor;
  readonly downBias: Float32Array;
}

const LETTERS = 26;

/** The part of the letter network that looks at a whole word: ConvNeXt blocks (Liu et al. 2022) over its letters. */
export class LetterEncoder {
  readonly #embedding: Float32Array;
  readonly #blocks: readonly Block[];
  readonly #scale: Float32Array;
  readonly #shift: Float32Array;
  readonly #width: number;
  readonly #hidden: number;
  readonly #kernel: number;

  constructor(file: NetworkFile) {
    const { width, hidden, blocks, kernel } = file.sizes;
    this.#width = width;
    this.#hidden = hidden;
    this.#kernel = kernel;
    this.#embedding = file.tensor("letters.weight", LETTERS, width).values;
    this.#scale = file.tensor("norm.weight", width).values;
    this.#shift = file.tensor("norm.bias", width).values;
    this.#blocks = Array.from({ length: blocks }, (_, index) => {
      const name = (part: string): string => `blocks.${index}.${part}`;
      return {
        mix: file.tensor(name("mix.weight"), width, kernel),
        mixBias: file.tensor(name("mix.bias"), width).values,
        scale: file.tensor(name("norm.weight"), width).values,
        shift: file.tensor(name("norm.bias"), width).values,
        up: file.tensor(name("up.weight"), hidden, width),
        upBias: file.tensor(name("up.bias"), hidden).values,
        down: file.tensor(name("down.weight"), width, hidden),
        downBias: file.tensor(name("down.bias"), width).values,
      };
    });
  }

  /** Features of each letter a-z: [letters, width]. */
  encode(letters: string): Float32Array {
    const width = this.#width;
    const values = new Float32Array(letters.length * width);
    for (let i = 0; i < letters.length; i++) {
      const row = (letters.charCodeAt(i) - 97) * width;
      values.set(this.#embedding.subarray(row, row + width), i * width);
    }
    for (const block of this.#blocks) this.#run(block, values, letters.length);
    for (let i = 0; i < letters.length; i++) {
      layerNorm(values, i * width, width, this.#scale, this.#shift);
    }
    return values;
  }

  /** Adds a block's output to `values`. */
  #run(block: Block, values: Float32Array, count: number): void {
    const width = this.#width;
    const mixed = new Float32Array(count * width);
    for (let i = 0; i < count; i++) this.#mix(block, values, mixed, i, count);
    const up = new Float32Array(this.#hidden);
    for (let i = 0; i < count; i++) {
      layerNorm(mixed, i * width, width, block.scale, block.shift);
      up.set(block.upBias);
      addProduct(up, 0, block.up, mixed, i * width);
      for (let j = 0; j < up.length; j++) up[j] = Math.max(0, up[j] ?? 0);
      addProduct(values, i * width, block.down, up, 0);
      for (let j = 0; j < width; j++) {
        values[i * width + j] = (values[i * width + j] ?? 0) + (block.downBias[j] ?? 0);
      }
    }
  }

  /** The depthwise convolution at letter `i`; zeros beyond the word's ends. */
  #mix(block: Block, values: Float32Array, mixed: Float32Array, i: number, count: number): void {
    const width = this.#width;
    const half = this.#kernel >> 1;
    const first = Math.max(0, half - i);
    const last = Math.min(this.#kernel, count + half - i);
    for (let channel = 0; channel < width; channel++) {
      let sum = block.mixBias[channel] ?? 0;
      for (let tap = first; tap < last; tap++) {
        const weight = block.mix.values[channel * this.#kernel + tap] ?? 0;
        sum += weight * (values[(i + tap - half) * width + channel] ?? 0);
      }
      mixed[i * width + channel] = sum;
    }
  }
}
