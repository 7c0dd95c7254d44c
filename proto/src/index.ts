/**
 * The contract `sotto.tts.v1`: messages and services generated from the .proto files, the closed set of errors and its
 * wire form, and audio-format arithmetic.
 */
export {
  bytesPerSample,
  CHUNK_BYTES_MAX,
  isSampleRate,
  msToSamples,
  PROMPT_PIECE_BYTES_MAX,
  SAMPLE_RATES_HZ,
  type SampleRateHz,
  samplesToMs,
} from "./audio-format.js";
export { durationFromMs, durationToMs } from "./duration.js";
export {
  deserializeError,
  ERROR_DOMAIN,
  type ErrorReasonName,
  isErrorReason,
  type SerializedSottoError,
  SottoError,
  type SottoErrorDetails,
  serializeError,
} from "./error.js";
export { Duration } from "./gen/google/protobuf/duration.js";
export {
  AudioEncoding,
  AudioFormat,
  PromptContainer,
  PromptFormat,
} from "./gen/sotto/tts/v1/audio.js";
export { ErrorReason } from "./gen/sotto/tts/v1/errors.js";
export {
  CloningKind,
  GetModelRequest,
  GetModelResponse,
  ListModelsRequest,
  ListModelsResponse,
  Model,
  ModelFeatures,
  ModelServiceClient,
  type ModelServiceServer,
  ModelServiceService,
} from "./gen/sotto/tts/v1/model_service.js";
export {
  AudioChunk,
  Cancelled,
  Flushed,
  MarkKind,
  PromptVerdict,
  Resumed,
  StageTimes,
  SynthesisStarted,
  TimingMark,
  TimingMarks,
  UtteranceDone,
  VoiceReady,
} from "./gen/sotto/tts/v1/synthesis_events.js";
export {
  Cancel,
  Flush,
  Playback,
  PromptEnd,
  Resume,
  StreamSynthesizeRequest,
  StreamSynthesizeResponse,
  SynthesisConfig,
  SynthesisServiceClient,
  type SynthesisServiceServer,
  SynthesisServiceService,
  SynthesizeRequest,
  SynthesizeResponse,
} from "./gen/sotto/tts/v1/synthesis_service.js";
export {
  Consent,
  CreateVoiceConfig,
  CreateVoiceRequest,
  CreateVoiceResponse,
  DeleteVoiceRequest,
  DeleteVoiceResponse,
  GetVoiceRequest,
  GetVoiceResponse,
  ListVoicesRequest,
  ListVoicesResponse,
  Voice,
  VoiceServiceClient,
  type VoiceServiceServer,
  VoiceServiceService,
} from "./gen/sotto/tts/v1/voice_service.js";
export { PROTO_FILES, PROTO_INCLUDE_DIRS } from "./proto-path.js";
export { decodeStatusDetails, encodeStatusDetails, STATUS_DETAILS_KEY } from "./status-details.js";
