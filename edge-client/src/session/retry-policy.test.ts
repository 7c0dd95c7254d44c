import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type ErrorReasonName, SottoError } from "@sotto/proto";
import { LinkError } from "./link-error.js";
import { decideRetry, type LinkFailure } from "./retry-policy.js";

const fresh: Omit<LinkFailure, "error"> = {
  started: false,
  resumeWindowMs: 0,
  startBudgetMs: 10_000,
  brokenForMs: 0,
  failures: 0,
  random: 0,
};
const running = { ...fresh, started: true, resumeWindowMs: 10_000 };
const lost = new LinkError("lost", "Broke.");
const refusal = (reason: ErrorReasonName): SottoError => new SottoError(reason, "No.");

describe("decideRetry", () => {
  it("tries a broken link again, before and after the start", () => {
    assert.deepEqual(decideRetry({ ...fresh, error: lost }), { kind: "retry", delayMs: 250 });
    assert.deepEqual(decideRetry({ ...running, error: lost }), { kind: "retry", delayMs: 250 });
  });

  it("tries a stream again that the server refused for the time being", () => {
    for (const reason of ["BUSY", "DRAINING", "WORKER_LOST"] as const) {
      assert.equal(decideRetry({ ...fresh, error: refusal(reason) }).kind, "retry", reason);
    }
  });

  it("does not try a started stream again whose server or worker is gone", () => {
    for (const reason of ["DRAINING", "WORKER_LOST", "RESUME_EXPIRED", "INTERNAL"] as const) {
      const decision = decideRetry({ ...running, error: refusal(reason) });
      assert.deepEqual(decision, { kind: "giveUp", expired: false }, reason);
    }
    assert.equal(decideRetry({ ...running, error: refusal("BUSY") }).kind, "retry");
  });

  it("does not try again what can't work", () => {
    for (const error of [
      refusal("INVALID_FIELD"),
      new LinkError("incompatible", ""),
      new Error(),
    ]) {
      assert.equal(decideRetry({ ...fresh, error }).kind, "giveUp");
    }
  });

  it("keeps to the time there is", () => {
    const late = { brokenForMs: 9_800, error: lost };
    assert.deepEqual(decideRetry({ ...fresh, ...late }), { kind: "giveUp", expired: false });
    assert.deepEqual(decideRetry({ ...running, ...late }), { kind: "giveUp", expired: true });
  });
});
