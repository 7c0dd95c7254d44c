import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { status } from "@grpc/grpc-js";
import {
  decodeStatusDetails,
  ErrorReason,
  type ErrorReasonName,
  isErrorReason,
  PROTO_INCLUDE_DIRS,
  SottoError,
  STATUS_DETAILS_KEY,
} from "@sotto/proto";
import { statusCodeOf, toStatus } from "./status-table.js";

const REASONS = Object.keys(ErrorReason).filter(isErrorReason);

describe("the status table", () => {
  it("maps every reason as errors.proto says", () => {
    const proto = readFileSync(
      join(PROTO_INCLUDE_DIRS[0] ?? "", "sotto/tts/v1/errors.proto"),
      "utf8",
    );
    const said = [...proto.matchAll(/\/\/ ([A-Z_]+):[^=]*?ERROR_REASON_([A-Z_]+) = \d+;/g)];
    const codes = Object.fromEntries(said.map(([, code = "", reason = ""]) => [reason, code]));
    for (const reason of REASONS) assert.equal(status[statusCodeOf(reason)], codes[reason], reason);
  });

  it("sends an error whole, but for its cause", () => {
    for (const reason of REASONS satisfies ErrorReasonName[]) {
      const details = { field: "config.speed", limit: "0.5 to 2", retryAfterMs: 250 };
      const error = new SottoError(reason, "Ein Satz für Menschen.", details, {
        cause: "a secret",
      });
      const { metadata } = toStatus(error);
      const bytes = metadata.get(STATUS_DETAILS_KEY)[0] as Buffer;
      assert.equal(bytes.includes("a secret"), false);
      const decoded = decodeStatusDetails(bytes);
      assert.deepEqual(
        [decoded?.reason, decoded?.message, decoded?.details],
        [reason, error.message, details],
      );
    }
  });
});
