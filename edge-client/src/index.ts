/** The edge client as a library: speech sessions that outlive their links, and calls to the other services. */
export { type Clock, systemClock } from "./clock.js";
export { type CreatedVoice, createVoice } from "./session/create-voice.js";
export { checkHealth, type HealthStatus } from "./session/health.js";
export { LinkError, type LinkErrorKind } from "./session/link-error.js";
export { getModel, listModels } from "./session/models.js";
export { type ServerAddress, ServerConnection } from "./session/server-connection.js";
export type {
  FlushOutcome,
  HeardPosition,
  PlaybackReport,
  SpeechEvent,
  SpeechSession,
} from "./session/speech-session.js";
export { SpeechStream } from "./session/speech-stream.js";
export type { LinkChange, SpeechStreamOptions } from "./session/speech-stream-options.js";
export { type SynthesizeEvent, synthesize } from "./session/synthesize.js";
export type { CallSettings } from "./session/unary-call.js";
export { deleteVoice, getVoice, listVoices } from "./session/voices.js";
