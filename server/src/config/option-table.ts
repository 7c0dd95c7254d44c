import { availableParallelism } from "node:os";
import { ADDRESS_PATTERN } from "./address.js";
import { choiceOption, integerOption, jsonOption, switchOption, textOption } from "./option.js";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const WORKERS_DEFAULT_MAX = 8;

const NETWORK_OPTIONS = {
  listen: textOption({
    summary: "Address to serve gRPC on; port 0 takes a free one.",
    whenToChange:
      "To be reached from other machines, together with --insecure-listen while there is no TLS.",
    unit: "address",
    range: "HOST:PORT",
    pattern: ADDRESS_PATTERN,
    defaultValue: "127.0.0.1:50051",
  }),
  insecureListen: switchOption({
    summary: "Allows listening without TLS on an address that other machines can reach.",
    whenToChange: "On a network that you trust, or behind a proxy that encrypts.",
    defaultValue: false,
  }),
  adminListen: textOption({
    summary: "Address of the HTTP endpoint with /metrics, /healthz and /readyz; empty for none.",
    whenToChange: "To watch the server with Prometheus or an orchestrator's probes.",
    unit: "address",
    range: "HOST:PORT, or nothing",
    pattern: new RegExp(`^$|${ADDRESS_PATTERN.source}`),
    defaultValue: "",
  }),
  reflection: switchOption({
    summary: "Serves grpc.reflection.v1, so that tools can ask for the contract.",
    whenToChange: "To keep the list of methods from strangers.",
    defaultValue: true,
  }),
  connectionsMax: integerOption({
    summary: "Most connections at once; more are closed as they come.",
    whenToChange: "With very many clients, or on a machine with little memory.",
    unit: "connections",
    min: 1,
    max: 65_536,
    defaultValue: 512,
  }),
  streamsPerConnectionMax: integerOption({
    summary: "Most calls at once on one connection.",
    whenToChange: "Behind a proxy that puts many clients on one connection.",
    unit: "calls",
    min: 1,
    max: 10_000,
    defaultValue: 100,
  }),
  prefaceTimeoutMs: integerOption({
    summary: "How long a new connection may take to say that it speaks HTTP/2.",
    whenToChange: "With clients on very slow links.",
    unit: "ms",
    min: 100,
    max: MINUTE_MS,
    defaultValue: 2 * SECOND_MS,
  }),
  connectionIdleMs: integerOption({
    summary: "How long a connection without calls is kept.",
    whenToChange: "With clients that speak seldom and must not wait for a new connection.",
    unit: "ms",
    min: SECOND_MS,
    max: 24 * 60 * MINUTE_MS,
    defaultValue: 10 * MINUTE_MS,
  }),
  keepaliveTimeMs: integerOption({
    summary: "How often a connection is asked whether its client is still there.",
    whenToChange: "Shorter to notice vanished clients sooner, longer to spare a metered link.",
    unit: "ms",
    min: 100,
    max: 60 * MINUTE_MS,
    defaultValue: 20 * SECOND_MS,
  }),
  keepaliveTimeoutMs: integerOption({
    summary: "How long that question may stay unanswered before the connection is closed.",
    whenToChange: "With clients on links that pause.",
    unit: "ms",
    min: 100,
    max: MINUTE_MS,
    defaultValue: 5 * SECOND_MS,
  }),
  sessionMemoryMib: integerOption({
    summary: "Most memory that HTTP/2 may hold for one connection.",
    whenToChange: "Together with --streams-per-connection-max.",
    unit: "MiB",
    min: 1,
    max: 4096,
    defaultValue: 64,
  }),
};

const MODEL_OPTIONS = {
  modelsDir: textOption({
    summary: "Folder with the models, one subfolder each, as `sotto models pull` fills it.",
    whenToChange: "To use models that were pulled or trained elsewhere.",
    unit: "path",
    range: "a path",
    pattern: /^[^\0]*$/,
    defaultValue: "",
    defaultText: "$XDG_DATA_HOME/sotto/models, or ~/.local/share/sotto/models",
  }),
  model: textOption({
    summary: "Ids of the models to load, separated by commas; the first is the default one.",
    whenToChange: "To offer another voice family, or several.",
    unit: "ids",
    range: "ids of lower-case letters, digits and hyphens, separated by commas",
    pattern: /^[a-z0-9][a-z0-9-]*(,[a-z0-9][a-z0-9-]*)*$/,
    defaultValue: "mini",
  }),
  lexicon: textOption({
    summary: "File with your own readings of words: a word, a tab, Kokoro's symbols, one a line.",
    whenToChange: "When names or terms of yours are mispronounced.",
    unit: "path",
    range: "a path, or nothing",
    pattern: /^[^\0]*$/,
    defaultValue: "",
  }),
  workers: integerOption({
    summary: "Inference workers (threads), each with its own copy of the models.",
    whenToChange: "Fewer to save memory or to leave cores to others.",
    unit: "threads",
    min: 1,
    max: 64,
    defaultValue: Math.min(WORKERS_DEFAULT_MAX, availableParallelism()),
    defaultText: `one per core, at most ${WORKERS_DEFAULT_MAX}`,
  }),
  threads: integerOption({
    summary: "Threads that ONNX Runtime uses inside one worker.",
    whenToChange: "With one worker and a model too slow for real time on one core.",
    unit: "threads",
    min: 1,
    max: 64,
    defaultValue: 1,
  }),
  executionProvider: choiceOption({
    summary: "ONNX Runtime's execution provider.",
    whenToChange: "On a machine with an accelerator, and a build of the runtime that knows it.",
    choices: ["cpu", "webgpu", "cuda", "tensorrt", "coreml", "dml"],
    defaultValue: "cpu",
  }),
  ratedStreams: integerOption({
    summary: "Streams that are admitted; 0 for as many as the warm-up says are held in real time.",
    whenToChange: "When the measured number is too careful or too bold for your texts.",
    unit: "streams",
    min: 0,
    max: 10_000,
    defaultValue: 0,
  }),
  streamsMax: integerOption({
    summary: "Most streams that are admitted, whatever was measured.",
    whenToChange: "To bound the memory of streams on a fast machine.",
    unit: "streams",
    min: 1,
    max: 10_000,
    defaultValue: 256,
  }),
  enableTestEngine: jsonOption({
    summary:
      "DANGEROUS: serves a test tone in place of every model, with these options of the test engine.",
    whenToChange: "In tests and to measure the service without a model; never where people listen.",
  }),
};

const CALL_OPTIONS = {
  messageBytesMax: integerOption({
    summary: "Largest request message.",
    whenToChange: "Hardly ever: prompts are sent in pieces of 64 KiB and less.",
    unit: "bytes",
    min: 65_792,
    max: 4 * 1024 * 1024,
    defaultValue: 256 * 1024,
  }),
  textCharsMax: integerOption({
    summary: "Longest text of one Synthesize call.",
    whenToChange: "Shorter to keep single callers from holding a place for long.",
    unit: "characters",
    min: 1,
    max: 100_000,
    defaultValue: 100_000,
  }),
  pendingTextCharsMax: integerOption({
    summary: "Longest text that waits to be spoken on one stream; reading pauses beyond it.",
    whenToChange: "Hardly ever.",
    unit: "characters",
    min: 16_384,
    max: 1_000_000,
    defaultValue: 65_536,
  }),
  textWaitMs: integerOption({
    summary:
      "How long the beginning of a sentence waits for its end where the client does not say.",
    whenToChange: "Longer behind slow language models, shorter for quick answers.",
    unit: "ms",
    min: 0,
    max: 10 * SECOND_MS,
    defaultValue: 500,
  }),
  firstMessageMs: integerOption({
    summary: "How long a call may take to send its first whole message.",
    whenToChange: "With clients on very slow links.",
    unit: "ms",
    min: 100,
    max: 10 * MINUTE_MS,
    defaultValue: 10 * SECOND_MS,
  }),
  idleMs: integerOption({
    summary: "Longest silence of a stream's client when there is nothing left to speak.",
    whenToChange: "With conversations that pause for longer than this.",
    unit: "ms",
    min: 100,
    max: 60 * MINUTE_MS,
    defaultValue: 30 * SECOND_MS,
  }),
  callMs: integerOption({
    summary: "Longest life of a call; a client's own deadline is cut to it.",
    whenToChange: "With conversations or texts that last longer.",
    unit: "ms",
    min: SECOND_MS,
    max: 24 * 60 * MINUTE_MS,
    defaultValue: 10 * MINUTE_MS,
  }),
  writeStallMs: integerOption({
    summary: "How long a client may leave what is sent to it unread before the call is ended.",
    whenToChange: "With clients that pause playback without reading on.",
    unit: "ms",
    min: 100,
    max: 10 * MINUTE_MS,
    defaultValue: 5 * SECOND_MS,
  }),
  resumeWindowMs: integerOption({
    summary:
      "Longest time that a stream is held after its link broke, for clients that ask for it.",
    whenToChange: "On links that fail for longer.",
    unit: "ms",
    min: 0,
    max: 10 * MINUTE_MS,
    defaultValue: 30 * SECOND_MS,
  }),
  resumeBufferBytes: integerOption({
    summary: "Replies held for resuming, for each such stream.",
    whenToChange: "Together with --resume-window-ms.",
    unit: "bytes",
    min: 65_536,
    max: 256 * 1024 * 1024,
    defaultValue: 4 * 1024 * 1024,
  }),
  parkedSessionsMax: integerOption({
    summary: "Streams held without a link; beyond it the oldest is dropped.",
    whenToChange: "With many clients on bad links.",
    unit: "streams",
    min: 0,
    max: 10_000,
    defaultValue: 16,
  }),
  graceMs: integerOption({
    summary: "How long running calls may go on after the server was told to end.",
    whenToChange:
      "To match the time that an orchestrator gives; it needs one second more than this.",
    unit: "ms",
    min: 0,
    max: 60 * MINUTE_MS,
    defaultValue: 10 * SECOND_MS,
  }),
};

const VOICE_OPTIONS = {
  dataDir: textOption({
    summary:
      "Folder that keeps registered voices, for this server alone: of two, neither would see what the other keeps.",
    whenToChange: "To keep them on another disk, or to run a second server.",
    unit: "path",
    range: "a path",
    pattern: /^[^\0]+$/,
    defaultValue: "",
    defaultText: "$XDG_STATE_HOME/sotto, or ~/.local/state/sotto",
  }),
  requireConsent: switchOption({
    summary: "Refuses to keep a voice without a record of the speaker's consent.",
    whenToChange: "Only where consent is recorded elsewhere.",
    defaultValue: true,
  }),
  voicesMax: integerOption({
    summary: "Most registered voices.",
    whenToChange: "With more speakers.",
    unit: "voices",
    min: 0,
    max: 100_000,
    defaultValue: 1000,
  }),
};

const LOG_OPTIONS = {
  logLevel: choiceOption({
    summary: "Least important lines that are logged.",
    whenToChange: "To see more while looking for a fault.",
    choices: ["debug", "info", "warn", "error"],
    defaultValue: "info",
  }),
};

/** Every option of the server by its name in the configuration; groups are in the order of `--help`. */
export const OPTION_GROUPS = {
  Network: NETWORK_OPTIONS,
  Models: MODEL_OPTIONS,
  Calls: CALL_OPTIONS,
  Voices: VOICE_OPTIONS,
  Logging: LOG_OPTIONS,
} as const;

/** Every option of the server by its name in the configuration. */
export const OPTIONS = {
  ...NETWORK_OPTIONS,
  ...MODEL_OPTIONS,
  ...CALL_OPTIONS,
  ...VOICE_OPTIONS,
  ...LOG_OPTIONS,
};

/** The name of an option in the configuration, for example `graceMs`. */
export type OptionName = keyof typeof OPTIONS;

/** The option's flag, for example `--grace-ms`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The option's environment variable, for example `SOTTO_GRACE_MS`. */
export function environmentNameOf(name: string): string {
  return `SOTTO_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}
