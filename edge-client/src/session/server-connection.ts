import { type ChannelOptions, Client, credentials } from "@grpc/grpc-js";
import { ModelServiceClient, SynthesisServiceClient, VoiceServiceClient } from "@sotto/proto";

/** Where a server is, and how its link is watched. */
export interface ServerAddress {
  /** `HOST:PORT`. */
  readonly address: string;
  /** How long a link may take to come up, and a server to answer a request that is no synthesis, in milliseconds. */
  readonly connectTimeoutMs: number;
  /** How long a link may be silent before the other end is asked whether it is still there, in milliseconds. */
  readonly keepaliveMs: number;
  /** How long the answer to that may take before the link counts as broken, in milliseconds. */
  readonly keepaliveTimeoutMs: number;
}

/** The largest reply that is taken: a chunk is at most 16 KiB, a page of voices far below this. */
const REPLY_BYTES_MAX = 1024 * 1024;

/**
 * One HTTP/2 link to a server, shared by the clients of all its services. Its owner closes it. A link that broke is
 * not repaired: whoever wants to go on makes a new one, so that all waiting is done in one place, by one backoff.
 */
export class ServerConnection implements Disposable {
  readonly address: string;
  readonly connectTimeoutMs: number;
  readonly synthesis: SynthesisServiceClient;
  readonly voices: VoiceServiceClient;
  readonly models: ModelServiceClient;
  /** For services that have no generated client (health). */
  readonly raw: Client;

  constructor(server: ServerAddress) {
    this.address = server.address;
    this.connectTimeoutMs = server.connectTimeoutMs;
    const plain = credentials.createInsecure();
    this.raw = new Client(server.address, plain, channelOptions(server));
    const shared = { channelOverride: this.raw.getChannel() };
    this.synthesis = new SynthesisServiceClient(server.address, plain, shared);
    this.voices = new VoiceServiceClient(server.address, plain, shared);
    this.models = new ModelServiceClient(server.address, plain, shared);
  }

  /** Closes the link; calls that are open fail. Idempotent. */
  [Symbol.dispose](): void {
    this.raw.close();
  }
}

function channelOptions(server: ServerAddress): ChannelOptions {
  return {
    "grpc.keepalive_time_ms": server.keepaliveMs,
    "grpc.keepalive_timeout_ms": server.keepaliveTimeoutMs,
    "grpc.max_receive_message_length": REPLY_BYTES_MAX,
    // grpc-js pools links over the whole process, with their backoff: a new link must really be new.
    "grpc.use_local_subchannel_pool": 1,
    // Reconnecting is the session's work; the library would repeat a request that may have been heard.
    "grpc.enable_retries": 0,
    "grpc.enable_channelz": 0,
    // A voice on the local network must not be sent through the proxy of the web.
    "grpc.enable_http_proxy": 0,
  };
}
