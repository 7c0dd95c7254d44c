import {
  type ConnectionInjector,
  Server,
  type ServerCredentials,
  type ServerDuplexStream,
  type ServerInterceptor,
} from "@grpc/grpc-js";
import { SottoError } from "@sotto/proto";
import type { Config } from "../config.js";
import { settledWithin } from "../support/settled-within.js";
import type { Log } from "../telemetry/log.js";
import type { Telemetry } from "../telemetry/telemetry.js";
import { ActiveCalls, drainingError } from "./active-calls.js";
import { type CallEnvironment, CallRun } from "./call-run.js";
import { CallTap } from "./call-tap.js";
import { Listener } from "./listener.js";
import { type Method, type MethodDefinition, streamMethod } from "./method.js";
import { addReflection, REFLECTION_PATHS } from "./reflection.js";
import { type Decoded, safeDeserializer } from "./request-reader.js";

/** The generated definition of a service. */
export type ServiceMethods = Readonly<Record<string, MethodDefinition<unknown, unknown>>>;

/** What an {@link RpcServer} is made of. */
export interface RpcServerOptions {
  readonly config: Config;
  readonly credentials: ServerCredentials;
  /** Methods that are served from the start: health. */
  readonly methods: readonly Method[];
  /** Services that are served as soon as {@link RpcServer.serve} is given their methods. */
  readonly laterServices: readonly ServiceMethods[];
  /**
   * Run for every call of a known method before its first message is parsed, the first one outermost: the place for
   * authentication and quotas, which refuse a call by `sendStatus`.
   */
  readonly interceptors: readonly ServerInterceptor[];
  readonly telemetry: Telemetry;
  readonly log: Log;
}

/** The gRPC side of the server: connections, calls, their limits and their end. Its owner closes it. */
export class RpcServer {
  readonly active = new ActiveCalls();
  readonly #server: Server;
  readonly #injector: ConnectionInjector;
  readonly #listener: Listener;
  readonly #tap: CallTap;

  /** @throws Error where this version of grpc-js is not supported. */
  constructor(private readonly options: RpcServerOptions) {
    const { config, telemetry } = options;
    const methods = [...options.methods, ...options.laterServices.flatMap(loadingMethods)];
    const own = new Set(methods.map(({ definition }) => definition.path));
    const known = new Set([...own, ...REFLECTION_PATHS]);
    this.#server = new Server({
      ...channelOptions(config),
      interceptors: [...options.interceptors],
    });
    this.#tap = new CallTap(
      (path) => own.has(path),
      (path, headers) => telemetry.startCall(known.has(path) ? path : undefined, headers),
    );
    this.#injector = this.#server.createConnectionInjector(options.credentials);
    this.#tap.attach(this.#server);
    this.#listener = new Listener(
      config,
      (socket) => {
        this.#injector.injectConnection(socket);
      },
      () => {
        telemetry.limitHit("connections");
      },
    );
    this.serve(methods);
    if (config.reflection) addReflection(this.#server);
  }

  /** Serves `methods`, in place of those of the same path. */
  serve(methods: readonly Method[]): void {
    for (const method of methods) {
      this.#server.unregister(method.definition.path);
      this.#register(method);
    }
  }

  /** Connections that are open. */
  get connections(): number {
    return this.#listener.connections;
  }

  /** Calls whose HTTP/2 stream is open. */
  get openCalls(): number {
    return this.#tap.size;
  }

  /**
   * Begins to serve.
   * @returns The address with its port.
   * @throws Error of `net`.
   */
  async listen(): Promise<string> {
    return this.#listener.listen(this.options.config.listen);
  }

  /** Accepts no more connections or calls; resolves when the calls that run have ended. */
  async drain(): Promise<void> {
    this.#listener.stop();
    await this.active.drain();
  }

  /** Ends what still runs with DRAINING. */
  abortCalls(): void {
    this.active.abortAll(drainingError());
  }

  /** Tells clients to go and, `lingerMs` later at the latest, closes their connections. */
  async close(lingerMs: number): Promise<void> {
    this.#listener.stop();
    this.#injector.drain(lingerMs);
    // A connection that is destroyed takes what it has not sent yet with it; one that is told to go ends by itself.
    const gone = Promise.all([this.#tap.whenEmpty(), this.#listener.whenEmpty()]);
    await settledWithin(gone, lingerMs);
    this.#listener.destroy();
    this.#server.forceShutdown();
  }

  #register(method: Method): void {
    const { definition } = method;
    const environment: CallEnvironment = {
      limits: this.options.config,
      active: this.active,
      log: this.options.log,
      onWriteStalled: () => {
        this.options.telemetry.writeStalled();
      },
    };
    const serve = (call: ServerDuplexStream<Decoded, Buffer>): void => {
      const record = this.#tap.find(call.metadata);
      void new CallRun(call, method, record, environment).run();
    };
    // Every method is registered as bidirectional, because one loop then serves all four kinds.
    const serialize = (reply: Buffer): Buffer => reply;
    this.#server.register(definition.path, serve, serialize, safeDeserializer(definition), "bidi");
  }
}

/** Methods of a service whose models are not loaded yet. */
function loadingMethods(service: ServiceMethods): Method[] {
  return Object.values(service).map((definition) =>
    streamMethod(definition, () => {
      throw new SottoError("BUSY", "The server is still loading its models; try again.", {
        retryAfterMs: LOADING_RETRY_MS,
      });
    }),
  );
}

const LOADING_RETRY_MS = 1000;

function channelOptions(config: Config): Record<string, number> {
  return {
    "grpc.max_receive_message_length": config.messageBytesMax,
    "grpc.max_concurrent_streams": config.streamsPerConnectionMax,
    "grpc.keepalive_time_ms": config.keepaliveTimeMs,
    "grpc.keepalive_timeout_ms": config.keepaliveTimeoutMs,
    "grpc.max_connection_idle_ms": config.connectionIdleMs,
    "grpc-node.max_session_memory": config.sessionMemoryMib,
    "grpc.enable_channelz": 0,
  };
}
