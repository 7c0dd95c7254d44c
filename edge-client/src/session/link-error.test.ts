import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { status as GrpcStatus, Metadata } from "@grpc/grpc-js";
import { encodeStatusDetails, SottoError, STATUS_DETAILS_KEY } from "@sotto/proto";
import { errorFromStatus, isLinkBroken, isRetryLater, LinkError } from "./link-error.js";

const ADDRESS = "pi.local:50051";

function failure(code: GrpcStatus, details: string, metadata = new Metadata()): Error {
  return errorFromStatus({ code, details, metadata }, ADDRESS);
}

describe("errorFromStatus", () => {
  it("gives back the server's own error with its details", () => {
    const sent = new SottoError("BUSY", "Full.", { retryAfterMs: 1500 });
    const metadata = new Metadata();
    metadata.set(STATUS_DETAILS_KEY, Buffer.from(encodeStatusDetails(sent, 8)));
    const error = failure(GrpcStatus.RESOURCE_EXHAUSTED, "Full.", metadata);
    assert.ok(error instanceof SottoError);
    assert.deepEqual([error.reason, error.details.retryAfterMs], ["BUSY", 1500]);
    assert.ok(isRetryLater(error) && !isLinkBroken(error));
  });

  it("tells refused, unknown and broken links apart, and says what to do", () => {
    const refused = "No connection established. Last error: connect ECONNREFUSED 127.0.0.1:1";
    const cases = [
      [GrpcStatus.UNAVAILABLE, refused, "unreachable", /No server answers .*--server/],
      [GrpcStatus.UNAVAILABLE, "Name resolution failed for x", "unreachable", /host name/],
      [GrpcStatus.UNAVAILABLE, "Connection dropped", "lost", /broke: check the network/],
      [GrpcStatus.INTERNAL, "Received RST_STREAM with code 2", "lost", /broke/],
      [GrpcStatus.DEADLINE_EXCEEDED, "", "timeout", /in time/],
      [GrpcStatus.UNIMPLEMENTED, "", "incompatible", /sotto\.tts\.v1/],
    ] as const;
    for (const [code, details, kind, message] of cases) {
      const error = failure(code, details);
      assert.ok(error instanceof LinkError, details);
      assert.equal(error.kind, kind);
      assert.match(error.message, message);
      assert.equal(isLinkBroken(error), kind !== "incompatible");
    }
  });

  it("survives trailers that are not ours", () => {
    const metadata = new Metadata();
    metadata.set(STATUS_DETAILS_KEY, Buffer.of(255, 255, 255));
    const error = failure(GrpcStatus.PERMISSION_DENIED, "no", metadata);
    assert.ok(error instanceof SottoError && !isLinkBroken(error) && !isRetryLater(error));
    assert.match(error.message, /PERMISSION_DENIED/);
  });
});
