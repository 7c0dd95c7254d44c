import { once } from "node:events";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  connect,
  constants,
  type IncomingHttpHeaders,
} from "node:http2";

/** A client that speaks HTTP/2 itself, so that it can misbehave. */
export class RawClient {
  private constructor(private readonly session: ClientHttp2Session) {}

  /** Connects to HOST:PORT. */
  static async open(address: string): Promise<RawClient> {
    const session = connect(`http://${address}`);
    session.on("error", () => undefined);
    await once(session, "connect");
    return new RawClient(session);
  }

  /** Begins a call; nothing is read until {@link RawCall.readAll}. */
  call(path: string, headers: Readonly<Record<string, string>> = {}): RawCall {
    const stream = this.session.request({
      [constants.HTTP2_HEADER_METHOD]: "POST",
      [constants.HTTP2_HEADER_PATH]: path,
      "content-type": "application/grpc",
      te: "trailers",
      ...headers,
    });
    return new RawCall(stream);
  }

  /** Whether the server has ended the connection. */
  get closed(): boolean {
    return this.session.closed || this.session.destroyed;
  }

  close(): void {
    this.session.destroy();
  }
}

/** What a call of {@link RawClient} came to. */
export interface RawOutcome {
  /** `grpc-status`; `undefined` where none was sent. */
  readonly status: number | undefined;
  readonly message: string;
  /** HTTP/2 error code of the end of the stream. */
  readonly rstCode: number;
  readonly bytes: number;
}

/** One call of a {@link RawClient}. */
export class RawCall {
  readonly #ended: Promise<RawOutcome>;
  #bytes = 0;

  constructor(readonly stream: ClientHttp2Stream) {
    let trailers: Readonly<Record<string, string | string[] | undefined>> = {};
    // A call is over with its status, and a good client says no more then.
    const onStatus = (headers: IncomingHttpHeaders): void => {
      trailers = headers;
      stream.end();
    };
    stream.on("response", (headers) => {
      if (headers["grpc-status"] !== undefined) onStatus(headers);
    });
    stream.on("trailers", (headers: IncomingHttpHeaders) => {
      onStatus(headers);
    });
    stream.on("error", () => undefined);
    this.#ended = new Promise((resolve) => {
      stream.once("close", () => {
        const status = trailers["grpc-status"];
        resolve({
          status: status === undefined ? undefined : Number(status),
          message: decodeURIComponent([trailers["grpc-message"] ?? ""].flat().join()),
          rstCode: stream.rstCode,
          bytes: this.#bytes,
        });
      });
    });
  }

  /** Sends bytes as they are. */
  sendRaw(bytes: Uint8Array): this {
    this.stream.write(bytes);
    return this;
  }

  /** Sends one message in gRPC's framing. */
  send(message: Uint8Array): this {
    return this.sendRaw(frame(message));
  }

  /** Closes the sending side. */
  end(): this {
    this.stream.end();
    return this;
  }

  /** Reads and drops what comes; resolves when the stream has closed. */
  readAll(): Promise<RawOutcome> {
    this.stream.on("data", (chunk: Buffer) => {
      this.#bytes += chunk.byteLength;
    });
    return this.#ended;
  }

  /** Resolves when the stream has closed, without reading. */
  get ended(): Promise<RawOutcome> {
    return this.#ended;
  }

  /** Gives the call up as a client does that cancels. */
  reset(): void {
    this.stream.close(constants.NGHTTP2_CANCEL);
  }
}

/** A message in gRPC's framing: not compressed, length, bytes. */
export function frame(message: Uint8Array): Buffer {
  const framed = Buffer.alloc(5 + message.byteLength);
  framed.writeUInt32BE(message.byteLength, 1);
  framed.set(message, 5);
  return framed;
}
