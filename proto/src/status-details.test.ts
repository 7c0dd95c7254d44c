import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import {
  deserializeError,
  type ErrorReasonName,
  isErrorReason,
  SottoError,
  serializeError,
} from "./error.js";
import { ErrorReason } from "./gen/sotto/tts/v1/errors.js";
import { Status } from "./gen/third_party/google/rpc/status.js";
import { decodeStatusDetails, encodeStatusDetails } from "./status-details.js";

const REASONS = Object.keys(ErrorReason).filter(isErrorReason);

function detailTypes(error: SottoError): string[] {
  const status = Status.decode(encodeStatusDetails(error, 3));
  return status.details.map(({ typeUrl }) =>
    typeUrl.replace("type.googleapis.com/google.rpc.", ""),
  );
}

describe("status details", () => {
  it("give back reason, message and details for every reason of the closed set", () => {
    const anyError = fc.record({
      reason: fc.constantFrom<ErrorReasonName>(...REASONS),
      message: fc.string(),
      field: fc.string({ minLength: 1 }),
      limit: fc.string({ minLength: 1 }),
      resource: fc.string({ minLength: 1 }),
      retryAfterMs: fc.nat(1_000_000),
    });
    fc.assert(
      fc.property(anyError, ({ reason, message, ...details }) => {
        const decoded = decodeStatusDetails(
          encodeStatusDetails(new SottoError(reason, message, details), 13),
        );
        assert.equal(decoded?.reason, reason);
        assert.equal(decoded.message, message);
        assert.deepEqual(decoded.details, details);
      }),
    );
  });

  it("carry the google.rpc message that the reason asks for", () => {
    assert.deepEqual(detailTypes(SottoError.invalidField("text", "at least 1 character")), [
      "ErrorInfo",
      "BadRequest",
    ]);
    assert.deepEqual(detailTypes(new SottoError("BUSY", "Busy.", { retryAfterMs: 500 })), [
      "ErrorInfo",
      "RetryInfo",
      "QuotaFailure",
    ]);
    assert.deepEqual(detailTypes(new SottoError("CONSENT_REQUIRED", "Consent, please.")), [
      "ErrorInfo",
      "PreconditionFailure",
    ]);
    assert.deepEqual(
      detailTypes(new SottoError("VOICE_NOT_FOUND", "None.", { resource: "voices/0" })),
      ["ErrorInfo", "ResourceInfo"],
    );
  });

  it("of another service, or bytes that are none, are undefined", () => {
    assert.equal(
      decodeStatusDetails(Status.encode(Status.fromPartial({ code: 3 })).finish()),
      undefined,
    );
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(decodeStatusDetails(bytes), undefined);
      }),
    );
  });
});

describe("SottoError", () => {
  it("crosses a thread as plain data with its cause's stack, and without the cause", () => {
    const error = new SottoError("INTERNAL", "It broke.", {}, { cause: new Error("why") });
    const data = structuredClone(serializeError(error));
    assert.match(data.stack, /Caused by: Error: why/);
    const copy = deserializeError(data);
    assert.equal(copy.reason, "INTERNAL");
    assert.equal(copy.message, "It broke.");
    assert.equal(copy.cause, undefined);
  });

  it("wraps what is no SottoError as INTERNAL without telling the client why", () => {
    const wrapped = SottoError.from(new TypeError("secret"));
    assert.equal(wrapped.reason, "INTERNAL");
    assert.doesNotMatch(wrapped.message, /secret/);
    assert.equal(SottoError.from(wrapped), wrapped);
  });
});
