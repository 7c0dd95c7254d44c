import { Metadata, type StatusObject, status } from "@grpc/grpc-js";
import {
  type ErrorReasonName,
  encodeStatusDetails,
  type SottoError,
  STATUS_DETAILS_KEY,
} from "@sotto/proto";

/** The one table from Sotto's errors to gRPC's status codes; `proto/sotto/tts/v1/errors.proto` says why. */
const STATUS_CODES: Readonly<Record<ErrorReasonName, status>> = {
  INVALID_FIELD: status.INVALID_ARGUMENT,
  PROTOCOL: status.INVALID_ARGUMENT,
  UNSPEAKABLE_TEXT: status.INVALID_ARGUMENT,
  UNSUPPORTED_STYLE: status.INVALID_ARGUMENT,
  UNUSABLE_PROMPT: status.INVALID_ARGUMENT,
  CONSENT_REQUIRED: status.FAILED_PRECONDITION,
  VOICE_NOT_FOUND: status.NOT_FOUND,
  MODEL_NOT_FOUND: status.NOT_FOUND,
  BUSY: status.RESOURCE_EXHAUSTED,
  LIMIT_EXCEEDED: status.RESOURCE_EXHAUSTED,
  DEADLINE: status.DEADLINE_EXCEEDED,
  STALLED: status.ABORTED,
  DRAINING: status.UNAVAILABLE,
  WORKER_LOST: status.UNAVAILABLE,
  RESUME_EXPIRED: status.OUT_OF_RANGE,
  UNSUPPORTED_FEATURE: status.FAILED_PRECONDITION,
  MODEL_UNUSABLE: status.FAILED_PRECONDITION,
  CANCELLED: status.CANCELLED,
  INTERNAL: status.INTERNAL,
  STORAGE: status.UNAVAILABLE,
};

/** The gRPC status code of an error's reason. */
export function statusCodeOf(reason: ErrorReasonName): status {
  return STATUS_CODES[reason];
}

/** The status that tells a client of `error`, with google.rpc details in its trailer. The cause is not sent. */
export function toStatus(error: SottoError): StatusObject {
  const code = statusCodeOf(error.reason);
  const metadata = new Metadata();
  metadata.set(STATUS_DETAILS_KEY, Buffer.from(encodeStatusDetails(error, code)));
  return { code, details: error.message, metadata };
}
