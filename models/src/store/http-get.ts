import { type Agent, get as getPlain, type IncomingMessage, type RequestOptions } from "node:http";
import { get as getSecure } from "node:https";
import { networkFailure, SourceFailure } from "./source-failure.js";

/** Redirects that are followed, at most. */
const REDIRECTS_MAX = 5;

/** How a request to a place is made: through which proxy, with which credentials. */
export interface HttpAccess {
  /** The agent that makes connections to `url`. */
  agentFor(url: URL): Agent;
  /** Headers and certificates for `url` alone; asked for anew where a redirect leads to another place. */
  credentialsFor(url: URL): {
    readonly headers: Readonly<Record<string, string>>;
    readonly cert?: string;
    readonly key?: string;
  };
}

/** An answer with status 200 or 206. Its owner reads it to its end, or destroys it. */
export interface HttpAnswer {
  readonly response: IncomingMessage;
  /** Where it came from, after redirects. */
  readonly url: URL;
}

/**
 * Gets `url`, following a limited number of redirects. Credentials go to the places that they are for, never along with
 * a redirect.
 * @throws SourceFailure for every other status, and where there is no answer; the signal's reason where that aborts.
 */
export async function httpGet(
  url: URL,
  headers: Readonly<Record<string, string>>,
  access: HttpAccess,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  let at = url;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const response = await requested(at, headers, access, signal);
    const { statusCode = 0, headers: told } = response;
    if (statusCode === 200 || statusCode === 206) return { response, url: at };
    response.destroy();
    const isRedirect = statusCode >= 300 && statusCode < 400 && told.location !== undefined;
    if (!isRedirect) throw statusFailure(statusCode, told["retry-after"]);
    at = redirectTarget(told.location ?? "", at);
  }
  throw new SourceFailure("never", `it redirects more than ${REDIRECTS_MAX} times`);
}

/** A URL as it may be told: without what could be a secret. */
export function shownUrl(url: URL): string {
  const shown = new URL(url.href);
  shown.username = "";
  shown.password = "";
  shown.search = "";
  shown.hash = "";
  return shown.href;
}

function requested(
  url: URL,
  headers: Readonly<Record<string, string>>,
  access: HttpAccess,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { headers: secret, ...certificate } = access.credentialsFor(url);
  const options: RequestOptions & { cert?: string; key?: string } = {
    agent: access.agentFor(url),
    // Never compressed on the way: sizes and offsets are those of the content itself.
    headers: { "accept-encoding": "identity", ...headers, ...secret },
    signal,
    ...certificate,
  };
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? getSecure(url, options) : getPlain(url, options);
    request.on("response", resolve);
    // Stays for errors after the answer, which the body tells of, too.
    request.on("error", (error) => {
      reject(signal.aborted ? asError(signal.reason) : networkFailure(error));
    });
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}

function redirectTarget(location: string, from: URL): URL {
  const target = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (target?.protocol === "http:" || target?.protocol === "https:") return target;
  throw new SourceFailure("never", "it redirects to something that is no web address");
}

/** 416 is for the caller: the part that is there doesn't go with the content. */
function statusFailure(status: number, retryAfter: string | undefined): SourceFailure {
  if (status === 416) return new RangeRefused();
  const again = status >= 500 || status === 408 || status === 425 || status === 429;
  const seconds = Number(retryAfter);
  const retryAfterMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
  const words = STATUS_WORDS[status] ?? "";
  return new SourceFailure(again ? "again" : "never", `it answers with status ${status}${words}`, {
    network: again,
    retryAfterMs,
  });
}

const STATUS_WORDS: Readonly<Record<number, string>> = {
  401: " (it wants other credentials)",
  403: " (it does not allow this)",
  404: " (it does not have it)",
  407: " (the proxy wants credentials)",
  429: " (too many requests)",
};

/** The source doesn't have the range that was asked for. */
export class RangeRefused extends SourceFailure {
  constructor() {
    super("again", "it refuses to go on where the last attempt ended");
  }
}
