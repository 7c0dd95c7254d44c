import { type ClientDuplexStream, status as GrpcStatus, type Metadata } from "@grpc/grpc-js";
import type { StreamSynthesizeRequest, StreamSynthesizeResponse } from "@sotto/proto";
import { type CallStatus, errorFromStatus } from "./link-error.js";
import type { ServerConnection } from "./server-connection.js";

type Call = ClientDuplexStream<StreamSynthesizeRequest, StreamSynthesizeResponse>;

/**
 * One StreamSynthesize call as a pair of streams with back-pressure: the seam between grpc-js's events and the rest.
 * Its owner closes it.
 */
export class StreamLink implements Disposable {
  readonly #call: Call;
  readonly #address: string;
  readonly #status: Promise<CallStatus>;
  #over = false;

  constructor(connection: ServerConnection, metadata: Metadata) {
    this.#address = connection.address;
    this.#call = connection.synthesis.streamSynthesize(metadata);
    // The status event tells the same, and the iterator throws it as well; without a listener Node would end.
    this.#call.on("error", () => undefined);
    this.#status = new Promise((resolve) => {
      this.#call.on("status", (status) => {
        this.#over = true;
        resolve(status);
      });
    });
  }

  /** Whether the call has ended, one way or another. */
  get over(): boolean {
    return this.#over;
  }

  /** Resolves when the call is over. */
  get ended(): Promise<unknown> {
    return this.#status;
  }

  /** Sends `request`, and resolves when there is room for the next one or the call is over. */
  async write(request: StreamSynthesizeRequest): Promise<void> {
    if (this.#over || this.#call.write(request)) return;
    await Promise.race([this.#status, this.#drained()]);
  }

  /** Half-closes: no more input comes. */
  end(): void {
    if (!this.#over) this.#call.end();
  }

  /**
   * The replies in order; ends when the call ends well.
   * @throws SottoError or LinkError when it ends otherwise.
   */
  async *replies(): AsyncGenerator<StreamSynthesizeResponse, void, undefined> {
    try {
      for await (const reply of this.#call) yield reply as StreamSynthesizeResponse;
    } catch {
      // The status below says more.
    }
    const status = await this.#status;
    if (status.code !== GrpcStatus.OK) throw errorFromStatus(status, this.#address);
  }

  /** Cancels the call where it still runs; idempotent. */
  [Symbol.dispose](): void {
    if (!this.#over) this.#call.cancel();
  }

  #drained(): Promise<void> {
    return new Promise((resolve) => this.#call.once("drain", resolve));
  }
}
