import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { mixSeeds, SeededNoise } from "./seeded-noise.js";

function draw(seed: number, count: number): Float32Array {
  const numbers = new Float32Array(count);
  new SeededNoise(seed).fill(numbers);
  return numbers;
}

describe("SeededNoise", () => {
  it("has mean 0, deviation 1 and no correlation from number to number", () => {
    const numbers = draw(42, 50_000);
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const power = numbers.reduce((sum, x) => sum + x * x, 0) / numbers.length;
    const next = numbers.reduce((sum, x, i) => sum + x * (numbers[i + 1] ?? 0), 0);
    assert.ok(Math.abs(mean) < 0.02 && Math.abs(power - 1) < 0.03);
    assert.ok(Math.abs(next / numbers.length) < 0.02);
  });

  it("gives the same numbers however many are drawn at a time", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(), sizes, (seed, cut) => {
        const noise = new SeededNoise(seed);
        const drawn = cut.flatMap((size) => {
          const part = new Float32Array(size);
          noise.fill(part);
          return [...part];
        });
        assert.deepEqual(drawn, [...draw(seed, drawn.length)]);
      }),
    );
  });
});

describe("mixSeeds", () => {
  it("gives neighbouring pairs different seeds of 32 bits", () => {
    const seen = new Set<number>();
    for (let seed = 0; seed < 50; seed++) {
      for (let segment = 0; segment < 50; segment++) seen.add(mixSeeds(seed, segment));
    }
    assert.equal(seen.size, 2500);
    assert.ok([...seen].every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  });
});
