import type {
  StreamSynthesizeRequest,
  StreamSynthesizeResponse,
  SynthesizeResponse,
} from "@sotto/proto";

type Message = NonNullable<StreamSynthesizeRequest["message"]>;
type AnyResponse = SynthesizeResponse | StreamSynthesizeResponse;
type AnyEvent = NonNullable<StreamSynthesizeResponse["event"]>;

/** A client's side that a test writes by hand: what is sent waits to be read. */
export class RequestPipe implements AsyncIterable<StreamSynthesizeRequest> {
  /** Messages that the server has read. */
  read = 0;
  returned = false;
  readonly #waiting: (Message | undefined)[] = [];
  #ended = false;
  #failure: Error | undefined;
  #wake: (() => void) | undefined;

  /** Messages that the server has not read. */
  get unread(): number {
    return this.#waiting.length;
  }

  /** Sends messages; `undefined` is one with none of the oneof's fields. */
  send(...messages: readonly (Message | undefined)[]): this {
    this.#waiting.push(...messages);
    this.#wake?.();
    return this;
  }

  end(): this {
    this.#ended = true;
    this.#wake?.();
    return this;
  }

  fail(error: Error): void {
    this.#failure = error;
    this.#wake?.();
  }

  [Symbol.asyncIterator](): AsyncIterator<StreamSynthesizeRequest, undefined> {
    return {
      next: async () => {
        for (;;) {
          if (this.#failure !== undefined) throw this.#failure;
          if (this.#waiting.length > 0) {
            this.read += 1;
            return { done: false, value: { message: this.#waiting.shift() } };
          }
          if (this.#ended) return { done: true, value: undefined };
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      },
      return: () => {
        this.returned = true;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}

type ValueOf<K extends AnyEvent["$case"]> = Extract<AnyEvent, { $case: K }>["value"];

/** The events of one kind. */
export function eventsOf<K extends AnyEvent["$case"]>(
  replies: readonly AnyResponse[],
  kind: K,
): ValueOf<K>[] {
  return replies.flatMap(({ event }) => {
    return event?.$case === kind ? [event.value as ValueOf<K>] : [];
  });
}

/** The sound of all replies, joined. */
export function soundOf(replies: readonly AnyResponse[]): Buffer {
  return Buffer.concat(eventsOf(replies, "audio").map(({ audio }) => audio));
}

/** The kinds of the events in order, runs of the same kind once. */
export function outlineOf(replies: readonly AnyResponse[]): string {
  const kinds = replies.map(({ event }) => event?.$case ?? "");
  return kinds.filter((kind, index) => kind !== kinds[index - 1]).join(" ");
}

/** Pulls until the end, or as many as `max`. */
export async function collect<T>(replies: AsyncIterable<T>, max = Infinity): Promise<T[]> {
  const all: T[] = [];
  for await (const reply of replies) {
    all.push(reply);
    if (all.length >= max) break;
  }
  return all;
}
