/**
 * White Gaussian noise of mean 0 and deviation 1 from a 32-bit seed, in an order that does not depend on how many
 * numbers are drawn at a time: mulberry32 for uniform numbers (Tommy Ettinger, public domain), pairs of which give two
 * normal ones by the method of Box and Muller (1958).
 */
export class SeededNoise {
  #state: number;
  /** The second number of a pair, where only the first was asked for. */
  #spare: number | undefined;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** Overwrites `target` with the next numbers. */
  fill(target: Float32Array): void {
    let i = 0;
    if (this.#spare !== undefined && target.length > 0) {
      target[i++] = this.#spare;
      this.#spare = undefined;
    }
    while (i < target.length) {
      const radius = Math.sqrt(-2 * Math.log(1 - this.#uniform()));
      const angle = 2 * Math.PI * this.#uniform();
      target[i++] = radius * Math.cos(angle);
      const second = radius * Math.sin(angle);
      if (i < target.length) target[i++] = second;
      else this.#spare = second;
    }
  }

  /** The next number of mulberry32, in [0, 1). */
  #uniform(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }
}

/** One 32-bit seed of two, such that neighbouring pairs don't share it (the finaliser of MurmurHash3 on both). */
export function mixSeeds(a: number, b: number): number {
  return finalise((finalise(a) + Math.imul(b, 0x9e3779b1)) >>> 0);
}

function finalise(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
