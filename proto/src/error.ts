import { ErrorReason } from "./gen/sotto/tts/v1/errors.js";

/** The name of an {@link ErrorReason} as it travels in google.rpc.ErrorInfo.reason. */
export type ErrorReasonName = Exclude<keyof typeof ErrorReason, "UNSPECIFIED">;

/** The domain of Sotto's errors in google.rpc.ErrorInfo. */
export const ERROR_DOMAIN = "tts.sotto";

/** What an error says beside its reason and message; every part is optional and safe to send to a client. */
export interface SottoErrorDetails {
  /** The field that is wrong, as a path of proto field names, for example `config.output.sample_rate_hz`. */
  readonly field?: string;
  /** The rule that the field breaks, with its limit, for example `at most 200 characters`. */
  readonly limit?: string;
  /** When to try again, in milliseconds from now. */
  readonly retryAfterMs?: number;
  /** The resource that is missing, for example `voices/1f…`. */
  readonly resource?: string;
}

/**
 * The one error that crosses Sotto's rooms and its wire: a reason of the closed set, a sentence for people that says
 * what to do, and details for programs. It never holds the user's text or audio. `cause` is for logs and is not sent.
 */
export class SottoError extends Error {
  override readonly name = "SottoError";
  readonly reason: ErrorReasonName;
  readonly details: SottoErrorDetails;

  constructor(
    reason: ErrorReasonName,
    message: string,
    details: SottoErrorDetails = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.reason = reason;
    this.details = details;
  }

  /** An INVALID_FIELD error for `field`, which breaks `limit`. */
  static invalidField(field: string, limit: string): SottoError {
    return new SottoError("INVALID_FIELD", `${field} must be ${limit}.`, { field, limit });
  }

  /** `error` itself where it is a SottoError, otherwise an INTERNAL one whose cause it is. */
  static from(error: unknown): SottoError {
    if (error instanceof SottoError) return error;
    return new SottoError("INTERNAL", "An internal error occurred.", {}, { cause: error });
  }
}

/** A {@link SottoError} as plain data, for crossing a thread or process. */
export interface SerializedSottoError {
  readonly reason: ErrorReasonName;
  readonly message: string;
  readonly details: SottoErrorDetails;
  /** Stack of the original and of its cause, for logs. */
  readonly stack: string;
}

/** `error` as plain data. */
export function serializeError(error: unknown): SerializedSottoError {
  const sotto = SottoError.from(error);
  const cause = sotto.cause instanceof Error ? `\nCaused by: ${sotto.cause.stack ?? ""}` : "";
  const stack = `${sotto.stack ?? sotto.message}${cause}`;
  return { reason: sotto.reason, message: sotto.message, details: sotto.details, stack };
}

/** The error that {@link serializeError} was given. */
export function deserializeError(data: SerializedSottoError): SottoError {
  const error = new SottoError(data.reason, data.message, data.details);
  error.stack = data.stack;
  return error;
}

/** Whether `name` is a reason of the closed set. */
export function isErrorReason(name: string): name is ErrorReasonName {
  return name !== "UNSPECIFIED" && Object.hasOwn(ErrorReason, name);
}
