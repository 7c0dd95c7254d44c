import { status as GrpcStatus, type Metadata } from "@grpc/grpc-js";
import { decodeStatusDetails, SottoError, STATUS_DETAILS_KEY } from "@sotto/proto";

/**
 * What is wrong with a link: nobody answers (`unreachable`), it broke in the middle (`lost`), it is too slow or silent
 * (`timeout`), or the other end is no Sotto server (`incompatible`).
 */
export type LinkErrorKind = "unreachable" | "lost" | "timeout" | "incompatible";

/** An error of the link to the server, as opposed to one that the server tells of (those are `SottoError`s). */
export class LinkError extends Error {
  override readonly name = "LinkError";
  readonly kind: LinkErrorKind;

  /** @param message One sentence for people that says what to do. */
  constructor(kind: LinkErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}

/** How a gRPC call ended. */
export interface CallStatus {
  readonly code: GrpcStatus;
  readonly details: string;
  readonly metadata: Metadata;
}

/** The error that `status`, which is not OK, of a call to `address` stands for. */
export function errorFromStatus(status: CallStatus, address: string): SottoError | LinkError {
  return detailedError(status) ?? plainError(status, address);
}

/** Whether `error` leaves hope that the same will work on another link: the link broke, or could not be made. */
export function isLinkBroken(error: unknown): boolean {
  if (error instanceof LinkError) return error.kind !== "incompatible";
  return error instanceof SottoError && error.reason === "STALLED";
}

/** Whether the server said that the same request may work later. */
export function isRetryLater(error: unknown): boolean {
  return (
    error instanceof SottoError &&
    (error.reason === "BUSY" || error.reason === "DRAINING" || error.reason === "WORKER_LOST")
  );
}

function detailedError(status: CallStatus): SottoError | undefined {
  const [trailer] = status.metadata.get(STATUS_DETAILS_KEY);
  return trailer instanceof Buffer ? decodeStatusDetails(trailer) : undefined;
}

function plainError(status: CallStatus, address: string): SottoError | LinkError {
  switch (status.code) {
    case GrpcStatus.UNAVAILABLE:
      return unavailable(status, address);
    case GrpcStatus.DEADLINE_EXCEEDED:
      return new LinkError(
        "timeout",
        `The server at ${address} did not answer in time: look whether it is overloaded, or try again.`,
      );
    case GrpcStatus.UNIMPLEMENTED:
      return new LinkError(
        "incompatible",
        `What listens at ${address} does not speak sotto.tts.v1: check the address, or update the server.`,
      );
    case GrpcStatus.RESOURCE_EXHAUSTED:
      return new SottoError("LIMIT_EXCEEDED", "A message was larger than the server takes.", {});
    case GrpcStatus.CANCELLED:
    case GrpcStatus.INTERNAL:
    case GrpcStatus.UNKNOWN:
      // A reset stream, or half an HTTP/2 frame: without Sotto's details, it is the link that failed.
      return lost(status, address);
    case GrpcStatus.OK:
    case GrpcStatus.INVALID_ARGUMENT:
    case GrpcStatus.NOT_FOUND:
    case GrpcStatus.ALREADY_EXISTS:
    case GrpcStatus.PERMISSION_DENIED:
    case GrpcStatus.FAILED_PRECONDITION:
    case GrpcStatus.ABORTED:
    case GrpcStatus.OUT_OF_RANGE:
    case GrpcStatus.DATA_LOSS:
    case GrpcStatus.UNAUTHENTICATED:
      return new SottoError(
        "INTERNAL",
        `The server at ${address} ended the call with gRPC status ${GrpcStatus[status.code]}.`,
      );
  }
}

function unavailable(status: CallStatus, address: string): LinkError {
  const { details } = status;
  const cause = new Error(details);
  if (details.includes("Name resolution failed")) {
    const message = `The host name in ${address} can't be found: check --server, and the network.`;
    return new LinkError("unreachable", message, { cause });
  }
  const refused = details.includes("ECONNREFUSED");
  if (refused || details.includes("No connection established")) {
    const why = refused ? "connection refused" : "no connection";
    return new LinkError(
      "unreachable",
      `No server answers at ${address} (${why}): start one with "npm start", or name another with --server HOST:PORT.`,
      { cause },
    );
  }
  return lost(status, address);
}

function lost(status: CallStatus, address: string): LinkError {
  return new LinkError(
    "lost",
    `The link to the server at ${address} broke: check the network, then try again.`,
    { cause: new Error(status.details) },
  );
}
