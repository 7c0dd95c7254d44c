import { codeOf } from "./store-error.js";

/** What is left to try: the same `again`, after a while, or nothing that this source could do better (`never`). */
export type Retry = "again" | "never";

/** A source that could not give something, and why, as the end of a sentence. Told to people as part of a StoreError. */
export class SourceFailure extends Error {
  override readonly name = "SourceFailure";
  readonly retry: Retry;
  /** Whether the network was at fault, so that the same may work later. */
  readonly network: boolean;
  /** When the source asked to come back, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    retry: Retry,
    message: string,
    options: {
      readonly network?: boolean;
      readonly retryAfterMs?: number | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.retry = retry;
    this.network = options.network ?? false;
    this.retryAfterMs = options.retryAfterMs;
  }
}

/** What people call the errors of a network, by the system's code. */
const NETWORK_WORDS: Readonly<Record<string, string>> = {
  ENOTFOUND: "its name is not known (is there a network?)",
  EAI_AGAIN: "its name can't be looked up (is there a network?)",
  ECONNREFUSED: "it refuses connections",
  ECONNRESET: "the connection broke",
  EPIPE: "the connection broke",
  ETIMEDOUT: "it does not answer",
  EHOSTUNREACH: "it can't be reached",
  ENETUNREACH: "there is no network",
  ENETDOWN: "there is no network",
  EADDRNOTAVAIL: "there is no network",
};

/** What a failed request means: certificates don't get better by trying again, connections may. */
export function networkFailure(error: unknown): SourceFailure {
  if (error instanceof SourceFailure) return error;
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  const certificate = /CERT|SSL|TLS|SELF_SIGNED|ISSUER|ERR_INVALID/.test(code);
  const words = NETWORK_WORDS[code] ?? (code === "" ? message : `${message} (${code})`);
  return new SourceFailure(certificate ? "never" : "again", words, {
    network: !certificate,
    cause: error,
  });
}
