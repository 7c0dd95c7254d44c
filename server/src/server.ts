import { join } from "node:path";
import type { EngineSource } from "@sotto/models";
import { ModelServiceService, SynthesisServiceService, VoiceServiceService } from "@sotto/proto";
import { createEncoder } from "./audio/create-encoder.js";
import { createPromptDecoder } from "./audio/create-prompt-decoder.js";
import { type Config, synthesisLimits } from "./config.js";
import { checkMemory } from "./memory-check.js";
import { modelSources } from "./model-sources.js";
import { Health } from "./rpc/health-service.js";
import { modelMethods } from "./rpc/model-service.js";
import { RpcServer } from "./rpc/rpc-server.js";
import { synthesisMethods } from "./rpc/synthesis-service.js";
import { voiceMethods } from "./rpc/voice-service.js";
import { createInference } from "./scheduling/create-inference.js";
import type { WorkerPoolInference } from "./scheduling/worker-pool.js";
import { serverCredentials } from "./server-credentials.js";
import { settledWithin } from "./support/settled-within.js";
import type { SynthesisDeps } from "./synthesis/ports.js";
import { SessionStore } from "./synthesis/session-store.js";
import { AdminServer } from "./telemetry/admin-server.js";
import { createTelemetry } from "./telemetry/create-telemetry.js";
import type { Log } from "./telemetry/log.js";
import type { Telemetry } from "./telemetry/telemetry.js";
import { VoiceRegistry } from "./voices/voice-registry.js";
import { VoiceStore } from "./voices/voice-store.js";

/** Full names of the services, as health knows them. */
const SERVICE_NAMES = [
  "sotto.tts.v1.SynthesisService",
  "sotto.tts.v1.VoiceService",
  "sotto.tts.v1.ModelService",
];

/** How long clients are given to take note of the end of their calls, once the server ends them, in ms. */
const CLOSE_LINGER_MS = 300;

/** How long workers and telemetry are waited for after that, in ms; with the above less than a second. */
const JOIN_MS_MAX = 350;

/** What a server needs from its surroundings; tests give their own. */
export interface ServerParts {
  readonly log: Log;
  /** Made from the configuration where absent. The server shuts it down. */
  readonly telemetry?: Telemetry;
}

/** A server that serves. Whoever started it stops it. */
export interface RunningServer {
  /** HOST:PORT. */
  readonly address: string;
  /** HOST:PORT of the admin endpoint, where there is one. */
  readonly adminAddress: string | undefined;
  /** Ids of the models. */
  readonly models: readonly string[];
  /** What is alive at the moment, for those who look for leaks. */
  readonly live: LiveState;
  /**
   * Ends the server: health says NOT_SERVING, no more connections and calls are accepted, running calls go on for the
   * grace of the configuration at most, the rest ends with DRAINING. Resolves when all is freed, less than a second
   * after the grace. Idempotent.
   *
   * @param force Ends the grace early when it aborts.
   */
  stop(force?: AbortSignal): Promise<void>;
}

/** Counts of what lives. */
export interface LiveState {
  /** Handlers that run. */
  readonly calls: number;
  /** HTTP/2 streams that are open. */
  readonly streams: number;
  readonly connections: number;
  /** Places on workers that are held. */
  readonly leases: number;
}

/**
 * Starts a server: listens at once (health says NOT_SERVING), loads the models, then serves.
 * @throws UsageError for a model that there is not; SottoError MODEL_UNUSABLE, STORAGE; Error of `net` where the
 * address can't be listened on. Nothing is left behind then.
 */
export async function startServer(config: Config, parts: ServerParts): Promise<RunningServer> {
  const sources = await modelSources(config);
  const telemetry = parts.telemetry ?? (await createTelemetry(config));
  const server = new SottoServer(config, parts.log, telemetry, sources);
  try {
    await server.start();
  } catch (error) {
    await server.stop(AbortSignal.abort());
    throw error;
  }
  return server;
}

class SottoServer implements RunningServer {
  address = "";
  adminAddress: string | undefined;
  readonly #health = new Health(SERVICE_NAMES);
  readonly #rpc: RpcServer;
  readonly #admin: AdminServer;
  #inference: WorkerPoolInference | undefined;
  #sessions: SessionStore | undefined;
  #stopping: Promise<void> | undefined;

  constructor(
    private readonly config: Config,
    private readonly log: Log,
    private readonly telemetry: Telemetry,
    private readonly sources: readonly EngineSource[],
  ) {
    this.#rpc = new RpcServer({
      config,
      credentials: serverCredentials(config),
      methods: this.#health.methods(),
      laterServices: [SynthesisServiceService, VoiceServiceService, ModelServiceService],
      interceptors: [],
      telemetry,
      log,
    });
    this.#admin = new AdminServer({
      ready: () => this.#health.serving && (this.#inference?.readyWorkers ?? 0) > 0,
      scrape: telemetry.scrape,
    });
    telemetry.observeGauges({
      activeStreams: () => this.live.leases,
      queuedSteps: () => this.#inference?.queuedSteps ?? 0,
      connections: () => this.live.connections,
    });
  }

  get models(): readonly string[] {
    return (this.#inference?.models ?? []).map(({ id }) => id);
  }

  get live(): LiveState {
    return {
      calls: this.#rpc.active.size,
      streams: this.#rpc.openCalls,
      connections: this.#rpc.connections,
      leases: this.#inference?.activeLeases ?? 0,
    };
  }

  async start(): Promise<void> {
    const { config } = this;
    this.address = await this.#rpc.listen();
    if (config.adminListen !== undefined) {
      this.adminAddress = await this.#admin.listen(config.adminListen);
    }
    const store = await VoiceStore.open(join(config.dataDir, "voices"), this.log);
    const inference = await this.#loadModels();
    this.#serve(inference, store);
    this.#health.setServing(true);
  }

  stop(force?: AbortSignal): Promise<void> {
    this.#stopping ??= this.#stop(force);
    return this.#stopping;
  }

  async #loadModels(): Promise<WorkerPoolInference> {
    const { config, telemetry } = this;
    await checkMemory(this.sources, config.workers);
    const inference = await createInference({
      sources: this.sources,
      workers: config.workers,
      streamsMax: config.streamsMax,
      ...(config.ratedStreams > 0 && { ratedStreams: config.ratedStreams }),
      observer: telemetry.inference,
    });
    this.#inference = inference;
    telemetry.modelsLoaded(inference.models);
    this.log.info("Models are loaded.", {
      models: this.models,
      workers: config.workers,
      ratedStreams: inference.ratedStreams,
    });
    return inference;
  }

  #serve(inference: WorkerPoolInference, store: VoiceStore): void {
    const { config } = this;
    const registry = new VoiceRegistry(inference.models, store);
    const limits = synthesisLimits(config);
    const synthesis: SynthesisDeps = {
      inference,
      voices: registry,
      limits,
      createEncoder,
      createPromptDecoder,
    };
    this.#sessions = new SessionStore(limits);
    const { requireConsent, voicesMax } = config;
    const voices = { synthesis, registry, store, requireConsent, voicesMax, nowMs: Date.now };
    this.#rpc.serve([
      ...synthesisMethods(synthesis, this.#sessions),
      ...voiceMethods(voices),
      ...modelMethods(inference.models),
    ]);
  }

  async #stop(force: AbortSignal | undefined): Promise<void> {
    this.#health.setServing(false);
    // Nobody can come back for a parked session any more.
    this.#sessions?.close();
    await settledWithin(this.#rpc.drain(), this.config.graceMs, force);
    this.#rpc.abortCalls();
    // The workers end while clients take note.
    const joined = settledWithin(this.#inference?.close() ?? Promise.resolve(), JOIN_MS_MAX);
    await this.#rpc.close(CLOSE_LINGER_MS);
    await joined;
    await settledWithin(this.telemetry.shutdown(), JOIN_MS_MAX);
    this.#admin.close();
  }
}
