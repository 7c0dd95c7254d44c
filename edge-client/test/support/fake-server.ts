import { status as GrpcStatus, Metadata, Server, ServerCredentials } from "@grpc/grpc-js";
import {
  encodeStatusDetails,
  ModelServiceService,
  type Resume,
  SottoError,
  STATUS_DETAILS_KEY,
  type StreamSynthesizeRequest,
  SynthesisServiceService,
  VoiceServiceService,
} from "@sotto/proto";
import { fakeHealth, HEALTH_SERVICE } from "./fake-health.js";
import { fakeModelService } from "./fake-models.js";
import { type FakeCall, FakeSession } from "./fake-session.js";
import { fakeSynthesize } from "./fake-synthesize.js";
import { FakeVoices } from "./fake-voices.js";

type Message = NonNullable<StreamSynthesizeRequest["message"]>;

/** How a {@link FakeServer} behaves. */
export interface FakeServerOptions {
  /** For how long sessions are said to be held; 60 s where absent; 0 = not at all. */
  readonly resumeWindowMs?: number;
  /** Errors that the first calls end with, one each. */
  readonly failures?: readonly SottoError[];
  /** What every stream ends with after it was started, in place of sound. */
  readonly refusal?: SottoError;
  /** Calls are taken and never answered. */
  readonly silent?: boolean;
  /** Every session sends this many chunks of sound and then waits for a cancel. */
  readonly holdAfterChunks?: number;
}

/** A small server of `sotto.tts.v1` that speaks made-up but repeatable sound and holds streams. Its owner closes it. */
export class FakeServer implements AsyncDisposable {
  readonly sessions = new Map<string, FakeSession>();
  readonly voices = new FakeVoices();
  /** The metadata of the calls that came. */
  readonly metadata: Metadata[] = [];
  /** Whether held sessions are denied. */
  forgetful = false;
  readonly #server = new Server();
  readonly #options: FakeServerOptions;
  readonly #open = new Set<FakeCall>();
  #calls = 0;
  #port = 0;

  private constructor(options: FakeServerOptions) {
    this.#options = options;
  }

  /** Starts a server on a free port of the loopback. */
  static async start(options: FakeServerOptions = {}): Promise<FakeServer> {
    const fake = new FakeServer(options);
    fake.#server.addService(SynthesisServiceService, {
      synthesize: fakeSynthesize,
      streamSynthesize: (call: FakeCall) => {
        fake.#stream(call);
      },
    });
    fake.#server.addService(VoiceServiceService, fake.voices.implementation);
    fake.#server.addService(ModelServiceService, fakeModelService);
    fake.#server.addService(HEALTH_SERVICE, fakeHealth);
    fake.#port = await new Promise<number>((resolve, reject) => {
      fake.#server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
    return fake;
  }

  get port(): number {
    return this.#port;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** How many streams have a link. */
  get openCalls(): number {
    return this.#open.size;
  }

  /** Ends all streams that have a link with `error`. */
  endAll(error: SottoError): void {
    for (const call of this.#open) refuse(call, error);
    for (const session of this.sessions.values()) session.detach();
    this.#open.clear();
  }

  /** The latest session. */
  get session(): FakeSession {
    const session = [...this.sessions.values()].at(-1);
    if (session === undefined) throw new Error("No stream was begun.");
    return session;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.forceShutdown();
    await Promise.resolve();
  }

  #stream(call: FakeCall): void {
    this.metadata.push(call.metadata);
    this.#open.add(call);
    call.on("cancelled", () => this.#open.delete(call));
    call.on("error", () => undefined);
    const failure = this.#options.failures?.[this.#calls];
    this.#calls += 1;
    if (failure !== undefined) {
      refuse(call, failure);
      return;
    }
    if (this.#options.silent === true) return;
    const { refusal } = this.#options;
    let session: FakeSession | undefined;
    call.on("data", ({ message }: StreamSynthesizeRequest) => {
      if (message === undefined) return;
      if (session === undefined) session = this.#begin(call, message);
      else if (refusal === undefined) session.take(message, this.#windowMs);
      // Behind the answer to the config, which is on its way.
      else if (message.$case === "text")
        setImmediate(() => {
          this.endAll(refusal);
        });
    });
    call.on("end", () => {
      // A link that breaks ends its input as well, at times before it says that it broke; only a half-close counts.
      setImmediate(() => {
        if (!call.cancelled) session?.end();
      });
    });
  }

  get #windowMs(): number {
    return this.#options.resumeWindowMs ?? 60_000;
  }

  #begin(call: FakeCall, message: Message): FakeSession | undefined {
    if (message.$case === "resume") return this.#resume(call, message.value);
    const session = new FakeSession(`session-${this.sessions.size}`);
    session.holdAfterChunks = this.#options.holdAfterChunks ?? Number.POSITIVE_INFINITY;
    this.sessions.set(session.id, session);
    session.take(message, this.#windowMs);
    void session.serve(call, 0);
    return session;
  }

  #resume(call: FakeCall, resume: Resume): FakeSession | undefined {
    const session = this.sessions.get(resume.session);
    if (session === undefined || this.forgetful) {
      refuse(call, new SottoError("RESUME_EXPIRED", "The stream is not held any more."));
      return undefined;
    }
    call.write({
      sequence: 0,
      event: { $case: "resumed", value: { receivedMessages: session.received.length } },
    });
    void session.serve(call, resume.receivedSequence);
    return session;
  }
}

function refuse(call: FakeCall, error: SottoError): void {
  const code =
    error.reason === "BUSY" ? GrpcStatus.RESOURCE_EXHAUSTED : GrpcStatus.FAILED_PRECONDITION;
  const metadata = new Metadata();
  metadata.set(STATUS_DETAILS_KEY, Buffer.from(encodeStatusDetails(error, code)));
  call.emit("error", { code, details: error.message, metadata });
}
