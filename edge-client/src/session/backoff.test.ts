import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { BACKOFF_MAX_MS, BACKOFF_MIN_MS, backoffDelayMs } from "./backoff.js";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("backoffDelayMs", () => {
  it("doubles from half a second to half a minute, at least half of it fixed", () => {
    const delays = [0, 1, 2, 3, 4, 5, 6, 7, 100].map((failures) =>
      backoffDelayMs({ failures, random: 0 }),
    );
    assert.deepEqual(delays, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  });

  it("stays within half and the whole of the full delay", () => {
    fc.assert(
      fc.property(fc.nat(1000), random, (failures, r) => {
        const delay = backoffDelayMs({ failures, random: r });
        const full = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** failures);
        assert.ok(delay >= full / 2 && delay <= full);
      }),
    );
  });

  it("never undercuts what the server asked for", () => {
    fc.assert(
      fc.property(fc.nat(10), fc.nat(60_000), random, (failures, retryAfterMs, r) => {
        assert.ok(backoffDelayMs({ failures, retryAfterMs, random: r }) >= retryAfterMs);
      }),
    );
  });
});
