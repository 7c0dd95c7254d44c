/** From where on bytes are wanted. */
export interface ByteRequest {
  /** Bytes that are there already. */
  readonly offset: number;
  /** What the source called the content that those came from (HTTP's ETag or date); `undefined` where it didn't. */
  readonly validator: string | undefined;
}

/** Bytes that a source gives. */
export interface ByteAnswer {
  /** Where they begin: what was asked for, or 0 where the source begins anew. */
  readonly offset: number;
  /** Size of the whole content in bytes, where it is told. */
  readonly totalBytes: number | undefined;
  /** What the source calls this content. */
  readonly validator: string | undefined;
  /** The bytes, with back-pressure; ending the iteration early frees what is behind it. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Asks a source for bytes.
 * @throws SourceFailure where it can't give them; the signal's reason where that aborts.
 */
export type OpenBytes = (request: ByteRequest, signal: AbortSignal) => Promise<ByteAnswer>;
