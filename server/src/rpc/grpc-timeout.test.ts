import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { parseGrpcTimeout } from "./grpc-timeout.js";

describe("parseGrpcTimeout", () => {
  it("reads every number of at most eight digits in every unit, without overflow", () => {
    const units = { H: 3_600_000, M: 60_000, S: 1000, m: 1, u: 1e-3, n: 1e-6 };
    const unit = fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[]));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), unit, (value, name) => {
        assert.equal(parseGrpcTimeout(`${value}${name}`), value * units[name]);
      }),
    );
  });

  it("refuses what the protocol does not allow", () => {
    for (const header of [
      "",
      "1",
      "S",
      "-5S",
      "+5S",
      "5 S",
      "5s",
      "5S ",
      "123456789S",
      "1.5S",
      "abc",
    ]) {
      assert.equal(parseGrpcTimeout(header), undefined, header);
    }
  });

  it("takes no header for no deadline", () => {
    assert.equal(parseGrpcTimeout(undefined), Infinity);
  });
});
