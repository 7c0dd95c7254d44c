import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import fc from "fast-check";
import { Admission, type AdmissionOptions } from "./admission.js";

function admission(
  options: Partial<AdmissionOptions> & { rtf?: Record<string, number> },
): Admission {
  const { rtf = { mini: 0.096 }, ...rest } = options;
  return new Admission({
    workers: 2,
    streamsMax: 1000,
    realTimeFactors: new Map(Object.entries(rtf)),
    ...rest,
  });
}

/** Admits until refused, each stream on the least loaded worker; gives their number. */
function fill(subject: Admission, model: string, loads: number[]): number {
  for (let streams = 0; ; streams++) {
    try {
      subject.admit(model, loads);
    } catch (error) {
      assert.ok(error instanceof SottoError && error.reason === "BUSY");
      return streams;
    }
    const least = loads.indexOf(Math.min(...loads));
    loads[least] = loads[least]! + subject.costOf(model);
  }
}

describe("Admission", () => {
  it("rates min(streamsMax, floor(0.9 × workers / (RTF + 0.004))), one at the least, and admits as many", () => {
    const factors = fc.double({ min: 0.001, max: 3, noNaN: true });
    const workers = fc.integer({ min: 1, max: 8 });
    const streamsMax = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(factors, workers, streamsMax, (mini, workers, streamsMax) => {
        const subject = admission({ rtf: { mini }, workers, streamsMax });
        const wanted = Math.max(
          1,
          Math.min(streamsMax, Math.floor((0.9 * workers) / (mini + 0.004) + 1e-9)),
        );
        assert.equal(subject.ratedStreams("mini", workers), wanted);
        assert.equal(fill(subject, "mini", new Array<number>(workers).fill(0)), wanted);
        assert.equal(subject.active, wanted);
      }),
    );
  });

  it("takes a fixed rating in place of the measured one", () => {
    const subject = admission({ ratedStreams: 3 });
    assert.equal(subject.ratedStreams("mini", 2), 3);
    assert.equal(fill(subject, "mini", [0, 0]), 3);
  });

  it("counts each model by its own factor", () => {
    const subject = admission({ rtf: { mini: 0.086, kokoro: 0.896 }, workers: 1 });
    subject.admit("kokoro", [0]);
    assert.throws(
      () => {
        subject.admit("mini", [1]);
      },
      { reason: "BUSY" },
    );
    assert.equal(fill(admission({ rtf: { mini: 0.086 }, workers: 1 }), "mini", [0.5]), 5);
  });

  it("counts ready workers only, and refuses all while there is none", () => {
    const subject = admission({ workers: 4 });
    assert.equal(subject.ratedStreams("mini", 1), 9);
    assert.equal(subject.ratedStreams("mini", 0), 0);
    assert.throws(
      () => {
        subject.admit("mini", []);
      },
      { reason: "BUSY" },
    );
    assert.equal(fill(subject, "mini", [0]), 9);
  });

  it("gives a place back, and tells when to try again from how long streams last", () => {
    const subject = admission({ ratedStreams: 2, workers: 1 });
    subject.admit("mini", [0]);
    subject.admit("mini", [0.5]);
    const retryAfterMs = (): number | undefined => {
      try {
        subject.admit("mini", [1]);
        return undefined;
      } catch (error) {
        return SottoError.from(error).details.retryAfterMs;
      }
    };
    assert.equal(retryAfterMs(), 1000);
    for (let i = 0; i < 200; i++) {
      subject.release(60_000);
      subject.admit("mini", [0.5]);
    }
    assert.equal(retryAfterMs(), 5000);
    subject.release(60_000);
    subject.admit("mini", [0.5]);
    assert.equal(subject.active, 2);
  });
});
