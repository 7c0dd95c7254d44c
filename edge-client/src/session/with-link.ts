import { Metadata } from "@grpc/grpc-js";
import type { Clock } from "../clock.js";
import { LinkError } from "./link-error.js";
import { type ServerAddress, ServerConnection } from "./server-connection.js";
import { StreamLink } from "./stream-link.js";
import { callAfter } from "./timer.js";

/** What {@link withLink} needs. */
export interface WithLinkOptions {
  readonly server: ServerAddress;
  readonly metadata: (() => Metadata) | undefined;
  readonly signal: AbortSignal;
  readonly clock: Clock;
}

/** Something that is done with a link; `answered` is to be called when the first reply has come. */
export type LinkUse = (link: StreamLink, answered: () => void) => Promise<void>;

/**
 * Makes a link of its own connection, uses it, and closes both. The link is closed before its time when the signal
 * aborts, or when no reply comes within the server's `connectTimeoutMs`.
 * @throws LinkError `timeout` in the latter case; otherwise what `use` throws.
 */
export async function withLink(options: WithLinkOptions, use: LinkUse): Promise<void> {
  const { server, metadata, signal, clock } = options;
  using connection = new ServerConnection(server);
  using link = new StreamLink(connection, metadata?.() ?? new Metadata());
  const close = (): void => {
    link[Symbol.dispose]();
  };
  const silence = new AbortController();
  const answered = callAfter(clock, server.connectTimeoutMs, () => {
    silence.abort();
    close();
  });
  signal.addEventListener("abort", close, { once: true });
  if (signal.aborted) close();
  try {
    await use(link, answered);
  } catch (error) {
    throw silence.signal.aborted ? timeoutError(server) : error;
  } finally {
    answered();
    signal.removeEventListener("abort", close);
    close();
    await link.ended;
  }
}

function timeoutError({ address, connectTimeoutMs }: ServerAddress): LinkError {
  return new LinkError(
    "timeout",
    `The server at ${address} did not answer within ${connectTimeoutMs / 1000} s: check the address and the network, or look whether the server is overloaded.`,
  );
}
