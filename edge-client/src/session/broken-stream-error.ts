import { SottoError, type SynthesisStarted } from "@sotto/proto";
import { isLinkBroken, isRetryLater } from "./link-error.js";

/** How far a stream had come when it was given up. */
export interface BrokenStream {
  /** Whether going on was tried until the server's window was over. */
  readonly expired: boolean;
  /** What the server decided; `undefined` where the stream never began. */
  readonly started: SynthesisStarted | undefined;
  /** Sample offset up to which sound was heard. */
  readonly heardSamples: number;
  /** Sample offset up to which sound was received. */
  readonly receivedSamples: number;
}

/**
 * The error that ends a stream whose link failed with `error`: the same where the stream never began, otherwise one that
 * also says how much of it was received and heard.
 */
export function brokenStreamError(error: unknown, stream: BrokenStream): Error {
  const original = toError(error);
  if (stream.started === undefined) return original;
  const heard = heardSentence(stream);
  if (original instanceof SottoError && original.reason !== "RESUME_EXPIRED") {
    const { reason, message, details } = original;
    const sentences = isWorthSayingAgain(original) ? `${message} ${heard}` : message;
    return new SottoError(reason, sentences, details, { cause: original });
  }
  if (!stream.expired && !isLinkBroken(original) && !(original instanceof SottoError))
    return original;
  return new SottoError(
    "RESUME_EXPIRED",
    `${whySentence(stream)} ${heard}`,
    {},
    { cause: original },
  );
}

/** Whether the same may well be spoken the next time; a text or a field that was refused would be refused again. */
function isWorthSayingAgain(error: SottoError): boolean {
  const passing = error.reason === "DEADLINE" || error.reason === "INTERNAL";
  return passing || isLinkBroken(error) || isRetryLater(error);
}

function whySentence({ expired, started }: BrokenStream): string {
  const windowMs = started?.resumeWindowMs ?? 0;
  if (windowMs === 0) return "The link broke, and the server was not asked to hold the stream.";
  return expired
    ? `The link broke for longer than the ${windowMs / 1000} s that the server holds a stream.`
    : "The link broke, and the server does not hold the stream any more.";
}

function heardSentence({ started, heardSamples, receivedSamples }: BrokenStream): string {
  const rateHz = started?.output?.sampleRateHz ?? 0;
  if (rateHz === 0 || receivedSamples === 0) return "Nothing was heard of it: say it again.";
  const seconds = (samples: number): string => (samples / rateHz).toFixed(1);
  const received = `${seconds(receivedSamples)} s of sound had been received`;
  return heardSamples > 0
    ? `${received} and ${seconds(Math.min(heardSamples, receivedSamples))} s heard: say the rest again.`
    : `${received}: say the rest again.`;
}

/** The reason of `signal`, which has aborted, where it is an error that says something; else that the caller gave up. */
export function cancelledError(signal: AbortSignal): Error {
  const reason: unknown = signal.reason;
  return reason instanceof Error && reason.name !== "AbortError"
    ? reason
    : new SottoError("CANCELLED", "The stream was cancelled.", {}, { cause: reason });
}

/** Throws what {@link cancelledError} gives, where `signal` has aborted. */
export function throwIfCancelled(signal: AbortSignal): void {
  if (signal.aborted) throw cancelledError(signal);
}

/** `error`, as an Error. */
export function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
