import type { status } from "@grpc/grpc-js";

/**
 * A status that a contract other than ours prescribes (grpc.health.v1 wants NOT_FOUND for an unknown service), for which
 * Sotto's closed set of errors has no reason.
 */
export class ForeignStatus extends Error {
  override readonly name = "ForeignStatus";

  /** @param message Sent to the client as it is. */
  constructor(
    readonly code: status,
    message: string,
  ) {
    super(message);
  }
}
