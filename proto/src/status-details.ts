import { durationFromMs, durationToMs } from "./duration.js";
import { ERROR_DOMAIN, isErrorReason, SottoError, type SottoErrorDetails } from "./error.js";
import { Any } from "./gen/google/protobuf/any.js";
import {
  BadRequest,
  ErrorInfo,
  PreconditionFailure,
  QuotaFailure,
  ResourceInfo,
  RetryInfo,
} from "./gen/third_party/google/rpc/error_details.js";
import { Status } from "./gen/third_party/google/rpc/status.js";

/** The metadata key under which gRPC carries a serialised google.rpc.Status. */
export const STATUS_DETAILS_KEY = "grpc-status-details-bin";

const TYPE_PREFIX = "type.googleapis.com/google.rpc.";

/**
 * A serialised google.rpc.Status of `error`, for the trailer {@link STATUS_DETAILS_KEY}: ErrorInfo always, the other
 * details as the error's reason asks for them.
 */
export function encodeStatusDetails(error: SottoError, grpcCode: number): Uint8Array {
  const details = [
    pack("ErrorInfo", ErrorInfo.encode(toErrorInfo(error)).finish()),
    ...specificDetails(error),
  ];
  return Status.encode({ code: grpcCode, message: error.message, details }).finish();
}

/**
 * The error that a serialised google.rpc.Status tells of; `undefined` where the bytes are none, or not one of Sotto's.
 */
export function decodeStatusDetails(bytes: Uint8Array): SottoError | undefined {
  let status: Status;
  let details: Decoded;
  try {
    status = Status.decode(bytes);
    details = decodeDetails(status.details);
  } catch {
    // Someone else's trailer: the caller falls back on the plain status.
    return undefined;
  }
  if (details.reason === undefined || !isErrorReason(details.reason)) return undefined;
  return new SottoError(details.reason, status.message, details.rest);
}

interface Decoded {
  reason?: string;
  rest: SottoErrorDetails;
}

function toErrorInfo(error: SottoError): ErrorInfo {
  const metadata: Record<string, string> = {};
  if (error.details.field !== undefined) metadata["field"] = error.details.field;
  if (error.details.limit !== undefined) metadata["limit"] = error.details.limit;
  if (error.details.resource !== undefined) metadata["resource"] = error.details.resource;
  return { reason: error.reason, domain: ERROR_DOMAIN, metadata };
}

function specificDetails(error: SottoError): Any[] {
  const { field = "", limit = error.message, retryAfterMs, resource = "" } = error.details;
  const details: Any[] = [];
  if (retryAfterMs !== undefined) {
    const info = RetryInfo.fromPartial({ retryDelay: durationFromMs(retryAfterMs) });
    details.push(pack("RetryInfo", RetryInfo.encode(info).finish()));
  }
  switch (error.reason) {
    case "INVALID_FIELD":
    case "PROTOCOL":
    case "UNSPEAKABLE_TEXT":
    case "UNSUPPORTED_STYLE":
    case "UNUSABLE_PROMPT": {
      const violation = { field, description: limit, reason: error.reason };
      const bad = BadRequest.fromPartial({ fieldViolations: [violation] });
      details.push(pack("BadRequest", BadRequest.encode(bad).finish()));
      break;
    }
    case "BUSY":
    case "LIMIT_EXCEEDED": {
      const quota = QuotaFailure.fromPartial({
        violations: [{ subject: field || "streams", description: limit }],
      });
      details.push(pack("QuotaFailure", QuotaFailure.encode(quota).finish()));
      break;
    }
    case "CONSENT_REQUIRED":
    case "UNSUPPORTED_FEATURE":
    case "MODEL_UNUSABLE": {
      const violation = { type: error.reason, subject: field || resource, description: limit };
      const failure = PreconditionFailure.fromPartial({ violations: [violation] });
      details.push(pack("PreconditionFailure", PreconditionFailure.encode(failure).finish()));
      break;
    }
    case "VOICE_NOT_FOUND":
    case "MODEL_NOT_FOUND": {
      const resourceType = error.reason === "VOICE_NOT_FOUND" ? "voice" : "model";
      const info = ResourceInfo.fromPartial({ resourceType, resourceName: resource });
      details.push(pack("ResourceInfo", ResourceInfo.encode(info).finish()));
      break;
    }
    // These say all in ErrorInfo and RetryInfo.
    case "DEADLINE":
    case "STALLED":
    case "DRAINING":
    case "WORKER_LOST":
    case "RESUME_EXPIRED":
    case "CANCELLED":
    case "INTERNAL":
    case "STORAGE":
      break;
  }
  return details;
}

function decodeDetails(packed: readonly Any[]): Decoded {
  const decoded: Decoded = { rest: {} };
  for (const { typeUrl, value } of packed) {
    if (typeUrl === `${TYPE_PREFIX}ErrorInfo`) {
      const info = ErrorInfo.decode(value);
      if (info.domain !== ERROR_DOMAIN) continue;
      decoded.reason = info.reason;
      const { field, limit, resource } = info.metadata;
      decoded.rest = {
        ...decoded.rest,
        ...(field !== undefined && { field }),
        ...(limit !== undefined && { limit }),
        ...(resource !== undefined && { resource }),
      };
    } else if (typeUrl === `${TYPE_PREFIX}RetryInfo`) {
      const delay = RetryInfo.decode(value).retryDelay;
      if (delay !== undefined) {
        decoded.rest = { ...decoded.rest, retryAfterMs: durationToMs(delay) };
      }
    }
  }
  return decoded;
}

function pack(name: string, value: Uint8Array): Any {
  return { typeUrl: `${TYPE_PREFIX}${name}`, value: Buffer.from(value) };
}
