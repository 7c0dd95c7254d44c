import { createHash, type Hash } from "node:crypto";
import {
  type CreateVoiceRequest,
  type CreateVoiceResponse,
  type ListVoicesRequest,
  type ListVoicesResponse,
  SottoError,
  VoiceServiceService,
} from "@sotto/proto";
import type { SynthesisDeps } from "../synthesis/ports.js";
import { encodePromptStream } from "../synthesis/prompt-intake.js";
import type { StoredVoice, VoiceRecord } from "../voices/voice-record.js";
import { type VoiceRegistry, voiceNotFound } from "../voices/voice-registry.js";
import { isVoiceName, type VoiceStore } from "../voices/voice-store.js";
import { type CheckedVoiceConfig, checkVoiceConfig } from "./check-voice-config.js";
import { type CallContext, clientStreamMethod, type Method, unaryMethod } from "./method.js";
import { registeredMessage, voiceMessage } from "./voice-message.js";
import { voicePage } from "./voice-page.js";

/** What VoiceService works with. */
export interface VoiceServiceDeps {
  readonly synthesis: SynthesisDeps;
  readonly registry: VoiceRegistry;
  readonly store: VoiceStore;
  readonly requireConsent: boolean;
  /** Most registered voices. */
  readonly voicesMax: number;
  /** Wall time in ms since 1970. */
  readonly nowMs: () => number;
}

/** VoiceService. */
export function voiceMethods(deps: VoiceServiceDeps): readonly Method[] {
  const { registry, store } = deps;
  return [
    clientStreamMethod(VoiceServiceService.createVoice, (requests, context) =>
      createVoice(requests, context, deps),
    ),
    unaryMethod(VoiceServiceService.getVoice, ({ name }) => ({
      voice: voiceMessage(registry.find(name, "name")),
    })),
    unaryMethod(VoiceServiceService.listVoices, (request) => listVoices(request, registry)),
    unaryMethod(VoiceServiceService.deleteVoice, async ({ name }) => {
      await deleteVoice(name, registry, store);
      return {};
    }),
  ];
}

async function createVoice(
  requests: AsyncIterable<CreateVoiceRequest>,
  { signal }: CallContext,
  deps: VoiceServiceDeps,
): Promise<CreateVoiceResponse> {
  const { inference } = deps.synthesis;
  const incoming = requests[Symbol.asyncIterator]();
  const first = await incoming.next();
  const opening = first.done === true ? undefined : first.value;
  const config = checkVoiceConfig(opening, inference.models, deps.requireConsent);
  const lease = inference.admit(config.model.id);
  try {
    const hash = createHash("sha256");
    const pieces = promptPieces(incoming, hash);
    const { prompt, transcript } = config;
    const encoded = await encodePromptStream(
      pieces,
      prompt,
      transcript,
      lease,
      deps.synthesis,
      signal,
    );
    const record = recordOf(config, encoded, hash.digest("hex"), deps.nowMs());
    const voice: StoredVoice = { record, profile: encoded.profile };
    const { record: kept, created } = await deps.store.add(voice, deps.voicesMax);
    return { voice: registeredMessage(kept), created };
  } finally {
    lease.release();
  }
}

/** The prompt's pieces, hashed as they pass. */
async function* promptPieces(
  incoming: AsyncIterator<CreateVoiceRequest>,
  hash: Hash,
): AsyncGenerator<Uint8Array> {
  for (let next = await incoming.next(); next.done !== true; next = await incoming.next()) {
    const { message } = next.value;
    if (message?.$case !== "promptAudio") {
      throw new SottoError("PROTOCOL", "After its config, CreateVoice takes prompt_audio only.", {
        field: "prompt_audio",
        limit: "every request but the first",
      });
    }
    hash.update(message.value);
    yield message.value;
  }
}

function recordOf(
  config: CheckedVoiceConfig,
  encoded: Pick<VoiceRecord, "name" | "verdict" | "promptSeconds">,
  audioSha256: string,
  nowMs: number,
): VoiceRecord {
  const { model, consent } = config;
  return {
    name: encoded.name,
    displayName: config.displayName,
    model: model.id,
    encoderId: model.encoderId,
    languages: model.languages,
    createTimeMs: nowMs,
    ...(consent && { consent: { ...consent, recordTimeMs: nowMs, audioSha256 } }),
    verdict: encoded.verdict,
    promptSeconds: encoded.promptSeconds,
  };
}

function listVoices(request: ListVoicesRequest, registry: VoiceRegistry): ListVoicesResponse {
  const page = voicePage(registry.list(request.model), request.pageSize, request.pageToken);
  return { voices: page.voices.map(voiceMessage), nextPageToken: page.nextPageToken };
}

async function deleteVoice(
  name: string,
  registry: VoiceRegistry,
  store: VoiceStore,
): Promise<void> {
  if (isVoiceName(name)) {
    if (!(await store.delete(name))) throw voiceNotFound(name);
    return;
  }
  const found = registry.find(name, "name");
  const limit = "the resource name of a registered voice";
  if (found.kind === "registered") throw SottoError.invalidField("name", limit);
  throw new SottoError("UNSUPPORTED_FEATURE", "A model's own voice can't be deleted.", {
    field: "name",
    limit,
  });
}
