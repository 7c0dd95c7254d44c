import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SPEAKERS_AGREEMENT_MIN, speakerAgreement, unitMean } from "./speaker-agreement.js";

/** Unit vectors near direction `axis` of eight. */
function windowsOf(axis: number, count: number): Float32Array[] {
  return Array.from({ length: count }, (_, k) =>
    unitMean([
      Float32Array.from({ length: 8 }, (_, i) => (i === axis ? 1 : 0.15 * Math.sin(5 * k + i))),
    ]),
  );
}

describe("speakerAgreement", () => {
  it("is high for one speaker and low for two, in whatever order they speak", () => {
    const [one, two] = [windowsOf(0, 6), windowsOf(1, 5)];
    assert.ok(speakerAgreement(one) > 0.9);
    assert.ok(speakerAgreement([...one, ...two]) < SPEAKERS_AGREEMENT_MIN);
    const turns = one.flatMap((window, i) => [window, ...two.slice(i, i + 1)]);
    assert.ok(speakerAgreement(turns) < SPEAKERS_AGREEMENT_MIN);
  });

  it("says nothing against few windows, and takes one odd window for noise", () => {
    assert.equal(speakerAgreement([]), 1);
    assert.equal(speakerAgreement(windowsOf(0, 1)), 1);
    assert.equal(speakerAgreement([...windowsOf(0, 1), ...windowsOf(1, 2)]), 1);
    assert.equal(speakerAgreement([...windowsOf(0, 9), ...windowsOf(1, 1)]), 1);
  });
});

describe("unitMean", () => {
  it("is of unit length", () => {
    const mean = unitMean([Float32Array.of(3, 0), Float32Array.of(0, 4)]);
    assert.ok(Math.abs((mean[0] ?? 0) - 0.6) < 1e-6 && Math.abs((mean[1] ?? 0) - 0.8) < 1e-6);
  });
});
