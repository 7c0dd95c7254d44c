import { createHash } from "node:crypto";
import { status as GrpcStatus, Metadata } from "@grpc/grpc-js";
import {
  type CreateVoiceConfig,
  type CreateVoiceRequest,
  encodeStatusDetails,
  PromptVerdict,
  SottoError,
  STATUS_DETAILS_KEY,
  Voice,
  type VoiceServiceServer,
} from "@sotto/proto";

const BUILT_IN = Voice.fromPartial({
  name: "fake-voice",
  displayName: "fake-voice",
  model: "fake",
  builtIn: true,
  languages: ["en-GB"],
});

/** The fake's VoiceService: one voice of its own, and those that were created. */
export class FakeVoices {
  readonly created = new Map<string, Voice>();
  readonly configs: CreateVoiceConfig[] = [];
  readonly prompts: Buffer[] = [];

  /** What the gRPC server is given. */
  readonly implementation: VoiceServiceServer = {
    createVoice: (call, callback) => {
      let config: CreateVoiceConfig | undefined;
      const pieces: Buffer[] = [];
      call.on("data", ({ message }: CreateVoiceRequest) => {
        if (message?.$case === "config") config = message.value;
        if (message?.$case === "promptAudio") pieces.push(message.value);
      });
      call.on("end", () => {
        if (config === undefined) return;
        const answer = this.#create(config, Buffer.concat(pieces));
        if (answer instanceof SottoError) callback(serviceError(answer));
        else callback(null, answer);
      });
    },
    getVoice: (call, callback) => {
      const voice = this.#all.find(({ name, displayName }) =>
        [name, displayName].includes(call.request.name),
      );
      if (voice === undefined) callback(serviceError(notFound(call.request.name)));
      else callback(null, { voice });
    },
    listVoices: (call, callback) => {
      // Pages of one, so that whoever lists must turn them.
      const at = Number(call.request.pageToken);
      const voices = this.#all.slice(at, at + 1);
      const nextPageToken = at + 1 < this.#all.length ? String(at + 1) : "";
      callback(null, { voices, nextPageToken });
    },
    deleteVoice: (call, callback) => {
      if (this.created.delete(call.request.name)) callback(null, {});
      else callback(serviceError(notFound(call.request.name)));
    },
  };

  get #all(): Voice[] {
    return [BUILT_IN, ...this.created.values()];
  }

  #create(
    config: CreateVoiceConfig,
    prompt: Buffer,
  ): { voice: Voice; created: boolean } | SottoError {
    this.configs.push(config);
    this.prompts.push(prompt);
    if (config.consent === undefined) {
      return new SottoError("CONSENT_REQUIRED", "The speaker's consent is needed.", {
        field: "config.consent",
      });
    }
    const name = `voices/${createHash("sha256").update(prompt).digest("hex").slice(0, 32)}`;
    const existing = this.created.get(name);
    if (existing !== undefined) return { voice: existing, created: false };
    const voice = Voice.fromPartial({
      name,
      displayName: config.displayName,
      model: "fake",
      languages: ["en-GB"],
      consent: config.consent,
      verdict: PromptVerdict.GOOD,
    });
    this.created.set(name, voice);
    return { voice, created: true };
  }
}

function notFound(resource: string): SottoError {
  return new SottoError("VOICE_NOT_FOUND", "There is no such voice.", { resource });
}

function serviceError(error: SottoError): { code: number; details: string; metadata: Metadata } {
  const code =
    error.reason === "VOICE_NOT_FOUND" ? GrpcStatus.NOT_FOUND : GrpcStatus.FAILED_PRECONDITION;
  const metadata = new Metadata();
  metadata.set(STATUS_DETAILS_KEY, Buffer.from(encodeStatusDetails(error, code)));
  return { code, details: error.message, metadata };
}
