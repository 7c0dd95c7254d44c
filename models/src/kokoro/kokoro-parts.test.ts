import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseStyle } from "../style/parse-style.js";
import { STYLE_WORDS } from "../style/style-controls.js";
import { float16Values } from "./float16.js";
import { HARMONICS, harmonicPhase } from "./harmonic-phase.js";
import { kokoroControls, shapePitch } from "./kokoro-controls.js";
import { decoderStyleRow, styleRow } from "./voice-book.js";

describe("float16Values", () => {
  it("reads numbers of every kind, from where it is told", () => {
    const halves = [0x3c00, 0xc000, 0x3555, 0x0001, 0x7bff, 0x8000, 0x7c00];
    const bytes = new Uint8Array(Uint16Array.from(halves).buffer);
    const values = float16Values(bytes, 0, halves.length);
    assert.deepEqual(
      [...values],
      [1, -2, Math.fround(0.333251953125), 2 ** -24, 65504, -0, Infinity],
    );
    assert.deepEqual([...float16Values(bytes, 1, 1)], [-2]);
  });
});

describe("harmonicPhase", () => {
  const turn = (value: number): number => value - Math.floor(value);

  it("advances each harmonic by its multiple of the pitch", () => {
    const { phase, before, after, voiced } = harmonicPhase(Float32Array.of(100, 200, 5));
    // 100 Hz for a frame of 1/80 s are 1.25 cycles.
    assert.ok(Math.abs((phase[0] ?? 0) - 0.25) < 1e-6);
    assert.ok(Math.abs((phase[HARMONICS] ?? 0) - turn(1.25 + 2.5)) < 1e-6);
    assert.ok(Math.abs((before[HARMONICS + 1] ?? 0) - 5) < 1e-5);
    assert.equal(after[1], before[HARMONICS + 1]);
    assert.deepEqual([before[0], after[2 * HARMONICS]], [0, 0]);
    assert.deepEqual([...voiced], [1, 1, 0]);
  });

  it("keeps the same step between two frames as between their phases, however long the utterance", () => {
    const pitch = fc.array(fc.float({ min: -2, max: 500, noNaN: true }), {
      minLength: 2,
      maxLength: 200,
    });
    fc.assert(
      fc.property(pitch, (f0) => {
        const { phase, before, after } = harmonicPhase(Float32Array.from(f0));
        for (let at = HARMONICS; at < phase.length; at++) {
          const apart = turn((phase[at] ?? 0) - (phase[at - HARMONICS] ?? 0) - (before[at] ?? 0));
          assert.ok(Math.min(apart, 1 - apart) < 1e-4);
          assert.equal(after[at - HARMONICS], before[at]);
        }
      }),
    );
  });
});

describe("shapePitch", () => {
  const controls = (style: string) => kokoroControls(1, parseStyle(style, STYLE_WORDS));
  const track = Float32Array.of(0, 0, 15, 100, 200, 15, 0);

  it("changes nothing without a style", () => {
    assert.equal(shapePitch(track, controls("")), track);
  });

  it("shifts what is spoken and leaves what is not", () => {
    const higher = shapePitch(track, controls("higher"));
    assert.ok((higher[3] ?? 0) > 105 && (higher[4] ?? 0) / (higher[3] ?? 1) > 1.99);
    assert.deepEqual([higher[0], higher[6]], [0, 0]);
    const lower = shapePitch(track, controls("much lower"));
    assert.ok((lower[4] ?? 0) < 190 && (lower[2] ?? 0) >= 10);
  });

  it("narrows and widens around the mean", () => {
    const ratio = (style: string): number => {
      const shaped = shapePitch(track, controls(style));
      return (shaped[4] ?? 0) / (shaped[3] ?? 1);
    };
    assert.ok(ratio("calmer") < 2 && ratio("calmer") > 1);
    assert.ok(ratio("livelier") > 2);
  });

  it("stays within what can be spoken, for any pitch", () => {
    const pitch = fc.array(fc.float({ min: -10, max: 1000, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(pitch, fc.constantFrom(...STYLE_WORDS), (f0, word) => {
        const shaped = shapePitch(Float32Array.from(f0), controls(`much ${word}`));
        for (const hz of shaped) assert.ok(Number.isFinite(hz) && hz <= 1000);
      }),
    );
  });
});

describe("style rows", () => {
  const rows = Float32Array.from({ length: 510 * 256 }, (_, i) => Math.floor(i / 256));
  const none = new Float32Array(0);
  const voice = { rows, style: none, mean: none, deviation: none };

  it("go by the number of symbols; the decoder's never by fewer than its norms were measured on", () => {
    const firsts = [1, 3, 120, 900].map((n) => [
      styleRow(voice, n)[0],
      decoderStyleRow(voice, n)[0],
    ]);
    assert.deepEqual(firsts, [
      [0, 99],
      [2, 99],
      [119, 119],
      [509, 509],
    ]);
  });
});
