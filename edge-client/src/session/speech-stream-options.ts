import type { Metadata } from "@grpc/grpc-js";
import type { SynthesisConfig } from "@sotto/proto";
import type { Clock } from "../clock.js";
import type { ServerAddress } from "./server-connection.js";

/** What a SpeechStream needs. */
export interface SpeechStreamOptions {
  readonly server: ServerAddress;
  /** How to speak; the rest takes the contract's defaults. */
  readonly config: Partial<SynthesisConfig>;
  /** Ends the stream at once. */
  readonly signal: AbortSignal;
  /** For how long a stream that can't be begun is tried again, in milliseconds; 0 = one try. */
  readonly startBudgetMs: number;
  /** Metadata of every call, for example a trace context. */
  readonly metadata?: (() => Metadata) | undefined;
  /** Told when the link is lost: with what, and when it will be tried again; and when it is back. */
  readonly onLink?: ((change: LinkChange) => void) | undefined;
  readonly clock?: Clock | undefined;
  /** Random numbers in [0, 1). */
  readonly random?: (() => number) | undefined;
}

/** A change of a stream's link. */
export type LinkChange =
  | { readonly kind: "lost"; readonly error: unknown; readonly retryInMs: number }
  | { readonly kind: "resumed" };
