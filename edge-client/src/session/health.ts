import type { ServiceError } from "@grpc/grpc-js";
import type { ServerConnection } from "./server-connection.js";
import { type CallSettings, unaryCall } from "./unary-call.js";

/** What `grpc.health.v1` says of a service. */
export type HealthStatus = "UNKNOWN" | "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";

const STATUSES: readonly HealthStatus[] = ["UNKNOWN", "SERVING", "NOT_SERVING", "SERVICE_UNKNOWN"];

/** Tag of field 1 of HealthCheckResponse, an enum: (1 << 3) | 0. */
const STATUS_TAG = 0x08;

/**
 * Asks `grpc.health.v1.Health/Check` for the server as a whole. The two messages have one field each, so that they are
 * written and read here instead of by generated code. Throws as {@link unaryCall} does.
 */
export async function checkHealth(
  connection: ServerConnection,
  settings: CallSettings,
): Promise<HealthStatus> {
  return await unaryCall<HealthStatus>(
    connection,
    (metadata, options, done) =>
      connection.raw.makeUnaryRequest(
        "/grpc.health.v1.Health/Check",
        (bytes: Buffer) => bytes,
        decodeStatus,
        Buffer.alloc(0),
        metadata,
        options,
        (error: ServiceError | null, value?: HealthStatus) => {
          done(error, value);
        },
      ),
    settings,
  );
}

function decodeStatus(bytes: Buffer): HealthStatus {
  // proto3 leaves a zero out: no bytes mean UNKNOWN.
  return bytes[0] === STATUS_TAG ? (STATUSES[bytes[1] ?? 0] ?? "UNKNOWN") : "UNKNOWN";
}
