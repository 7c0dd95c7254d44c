import type { SynthesisConfig } from "@sotto/proto";
import type { Config } from "../config.js";
import { checkHealth } from "../session/health.js";
import { isLinkBroken } from "../session/link-error.js";
import { type ServerAddress, ServerConnection } from "../session/server-connection.js";
import type { SpeechSession } from "../session/speech-session.js";
import { SpeechStream } from "../session/speech-stream.js";
import { startCallSpan } from "../telemetry/call-span.js";
import { describeError } from "./describe-error.js";

/** What {@link openSession} needs. */
export interface OpenSessionOptions {
  readonly config: Config;
  readonly synthesis: Partial<SynthesisConfig>;
  /** Speak with the voice on this machine, without asking any server. */
  readonly offline: boolean;
  readonly signal: AbortSignal;
  /** Told in a sentence of what happens to the link. */
  readonly onNote: (sentence: string) => void;
}

/** A session, and whether it is the offline one. The caller disposes the session. */
export interface OpenedSession {
  readonly session: SpeechSession;
  readonly offline: boolean;
}

/** The server's part of the configuration. */
export function serverAddress(config: Config): ServerAddress {
  const { server, connectTimeoutMs, keepaliveMs, keepaliveTimeoutMs } = config;
  return { address: server, connectTimeoutMs, keepaliveMs, keepaliveTimeoutMs };
}

/**
 * Opens a session with the server, or with the voice on this machine where that is asked for, or configured as the
 * fallback while no server answers. Throws what the offline voice can't be loaded with.
 */
export async function openSession(options: OpenSessionOptions): Promise<OpenedSession> {
  const { config, signal, onNote } = options;
  const offline = options.offline || (await mustFallBack(config, signal, onNote));
  const session = offline ? await openOffline(options) : openStream(options);
  return { session, offline };
}

async function openOffline({ synthesis, signal }: OpenSessionOptions): Promise<SpeechSession> {
  // Loaded only here: whoever speaks with a server needs neither the module nor what it loads.
  const { OfflineSpeech } = await import("../offline/offline-speech.js");
  return await OfflineSpeech.open({ config: synthesis, signal });
}

async function mustFallBack(
  config: Config,
  signal: AbortSignal,
  onNote: (sentence: string) => void,
): Promise<boolean> {
  if (config.fallback !== "offline") return false;
  using connection = new ServerConnection(serverAddress(config));
  try {
    const health = await checkHealth(connection, { signal });
    if (health !== "NOT_SERVING") return false;
    onNote(`The server at ${config.server} is not serving: speaking offline.`);
  } catch (error) {
    // A server without the health service is one that answers.
    if (!isLinkBroken(error)) return false;
    onNote(`The server at ${config.server} does not answer: speaking offline.`);
  }
  return true;
}

function openStream({ config, synthesis, signal, onNote }: OpenSessionOptions): SpeechSession {
  const span = startCallSpan("sotto.tts.v1.SynthesisService/StreamSynthesize");
  const stream = new SpeechStream({
    server: serverAddress(config),
    config: { ...synthesis, resumeWindowMs: config.resumeWindowMs },
    signal,
    startBudgetMs: config.retryMs,
    metadata: () => span.metadata(),
    onLink: (change) => {
      if (change.kind === "resumed") {
        span.event("link.resumed");
        onNote("The link is back: going on where it broke.");
        return;
      }
      const { kind, message } = describeError(change.error);
      span.event("link.lost", { "error.type": kind });
      onNote(`${message} Trying again in ${(change.retryInMs / 1000).toFixed(1)} s.`);
    },
  });
  void stream.ended.then((error) => {
    span.end(error === undefined ? undefined : describeError(error).kind);
  });
  return stream;
}
