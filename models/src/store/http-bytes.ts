import type { IncomingMessage } from "node:http";
import type { ByteAnswer, ByteRequest, OpenBytes } from "./byte-source.js";
import { type HttpAccess, httpGet, RangeRefused } from "./http-get.js";
import { SourceFailure } from "./source-failure.js";

/** The content at `url`, from any byte on where the server can do that (RFC 9110, section 14). */
export function httpBytes(url: URL, access: HttpAccess): OpenBytes {
  return async (request, signal) => {
    try {
      return await opened(url, access, request, signal);
    } catch (error) {
      if (!(error instanceof RangeRefused) || request.offset === 0) throw error;
      return await opened(url, access, { offset: 0, validator: undefined }, signal);
    }
  };
}

async function opened(
  url: URL,
  access: HttpAccess,
  { offset, validator }: ByteRequest,
  signal: AbortSignal,
): Promise<ByteAnswer> {
  const range = { range: `bytes=${offset}-`, ...(validator && { "if-range": validator }) };
  const { response } = await httpGet(url, offset === 0 ? {} : range, access, signal);
  if ((response.headers["content-encoding"] ?? "identity") !== "identity") {
    response.destroy();
    throw new SourceFailure("never", "it sends the content compressed, though that was not asked");
  }
  const place = response.statusCode === 206 ? rangeOf(response) : wholeOf(response);
  if (place.offset !== offset && place.offset !== 0) {
    response.destroy();
    throw new RangeRefused();
  }
  return { ...place, validator: validatorOf(response), chunks: response };
}

interface Place {
  readonly offset: number;
  readonly totalBytes: number | undefined;
}

function rangeOf(response: IncomingMessage): Place {
  const match = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers["content-range"] ?? "");
  if (match === null) {
    response.destroy();
    throw new RangeRefused();
  }
  const total = match[2] === "*" ? undefined : Number(match[2]);
  return { offset: Number(match[1]), totalBytes: total };
}

function wholeOf(response: IncomingMessage): Place {
  const length = response.headers["content-length"];
  return { offset: 0, totalBytes: length === undefined ? undefined : Number(length) };
}

/** If-Range takes strong ETags only; a date is as good as the server's clock, and the digest is there for the rest. */
function validatorOf(response: IncomingMessage): string | undefined {
  const { etag } = response.headers;
  if (etag !== undefined && !etag.startsWith("W/")) return etag;
  return response.headers["last-modified"];
}
