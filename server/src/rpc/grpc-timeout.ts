import { SottoError } from "@sotto/proto";

// The gRPC protocol's own form of a deadline: at most eight digits and a unit.
const TIMEOUT_PATTERN = /^(\d{1,8})([HMSmun])$/;

const UNIT_MS: Readonly<Record<string, number>> = {
  H: 3_600_000,
  M: 60_000,
  S: 1000,
  m: 1,
  u: 1e-3,
  n: 1e-6,
};

/**
 * Reads a `grpc-timeout` header (gRPC over HTTP/2). Done here because grpc-js takes more than the protocol allows and
 * lets long deadlines overflow 32 bits, so that they expire at once.
 *
 * @returns Milliseconds from now; `Infinity` where there is no header; `undefined` where it is malformed.
 */
export function parseGrpcTimeout(header: string | undefined): number | undefined {
  if (header === undefined) return Infinity;
  const match = TIMEOUT_PATTERN.exec(header);
  const unitMs = UNIT_MS[match?.[2] ?? ""];
  return unitMs === undefined ? undefined : Number(match?.[1]) * unitMs;
}

/** The error of a call whose `grpc-timeout` is malformed. */
export function malformedTimeout(): SottoError {
  const limit = "at most 8 digits and one of H, M, S, m, u, n";
  return new SottoError("PROTOCOL", `grpc-timeout must be ${limit}.`, {
    field: "grpc-timeout",
    limit,
  });
}
