import { status } from "@grpc/grpc-js";
import { service } from "grpc-health-check";
import { ForeignStatus } from "./foreign-status.js";
import {
  type CallContext,
  type Method,
  type MethodDefinition,
  onlyRequest,
  streamMethod,
  unaryMethod,
} from "./method.js";

interface CheckRequest {
  readonly service: string;
}

/** Whether a service can be used; SERVICE_UNKNOWN is told to who watches one that the server does not have. */
export type ServingStatus = "SERVING" | "NOT_SERVING" | "SERVICE_UNKNOWN";

interface CheckResponse {
  readonly status: ServingStatus;
}

/**
 * `grpc.health.v1.Health`. Ours in place of grpc-health-check's own implementation, so that a watcher who does not read
 * is bounded like any other client and does not hold up the shutdown; the contract is that package's.
 */
export class Health {
  readonly #services: ReadonlySet<string>;
  readonly #changed = new Set<() => void>();
  #status: ServingStatus = "NOT_SERVING";

  /** @param services Full names of the services; the empty name, which stands for the server, is added. */
  constructor(services: readonly string[]) {
    this.#services = new Set(["", ...services]);
  }

  /** The status of all services. */
  get serving(): boolean {
    return this.#status === "SERVING";
  }

  /** Sets the status of all services and tells who watches. */
  setServing(serving: boolean): void {
    this.#status = serving ? "SERVING" : "NOT_SERVING";
    for (const changed of [...this.#changed]) changed();
  }

  /** Check, List and Watch. */
  methods(): readonly Method[] {
    const options = { outlivesDrain: true };
    const watch = this.#watch.bind(this);
    return [
      unaryMethod(
        definition<CheckRequest, CheckResponse>("Check"),
        (request) => this.#check(request.service),
        options,
      ),
      unaryMethod(
        definition<unknown, unknown>("List"),
        () => ({ statuses: this.#list() }),
        options,
      ),
      streamMethod(definition<CheckRequest, CheckResponse>("Watch"), watch, options),
    ];
  }

  #statusOf(name: string): ServingStatus {
    return this.#services.has(name) ? this.#status : "SERVICE_UNKNOWN";
  }

  #check(name: string): CheckResponse {
    const serving = this.#statusOf(name);
    if (serving !== "SERVICE_UNKNOWN") return { status: serving };
    throw new ForeignStatus(status.NOT_FOUND, "There is no such service here.");
  }

  #list(): Record<string, CheckResponse> {
    return Object.fromEntries([...this.#services].map((name) => [name, { status: this.#status }]));
  }

  async *#watch(
    requests: AsyncIterable<CheckRequest>,
    { signal }: CallContext,
  ): AsyncGenerator<CheckResponse> {
    const { service: name } = await onlyRequest(requests);
    let told: ServingStatus | undefined;
    while (!signal.aborted) {
      const current = this.#statusOf(name);
      if (current === told) {
        await this.#change(signal);
      } else {
        told = current;
        yield { status: current };
      }
    }
  }

  async #change(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#changed.delete(done);
        signal.removeEventListener("abort", done);
        resolve();
      };
      this.#changed.add(done);
      signal.addEventListener("abort", done);
    });
  }
}

/** A method of grpc-health-check's contract. */
function definition<Request, Response>(name: string): MethodDefinition<Request, Response> {
  return service[name] as unknown as MethodDefinition<Request, Response>;
}
