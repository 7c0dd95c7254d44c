import type { GetVoiceResponse, ListVoicesResponse, Voice } from "@sotto/proto";
import { protocolError } from "./protocol-error.js";
import type { ServerConnection } from "./server-connection.js";
import { type CallSettings, unaryCall } from "./unary-call.js";

/** How many voices are asked for at a time. */
const PAGE_SIZE = 100;

/** The most voices that a list gives; a server that never ends its pages must not fill our memory. */
const VOICES_LISTED_MAX = 10_000;

/**
 * The server's voices, its models' own first, then the registered ones by name; only those of `model` where that is not
 * empty. Throws as {@link unaryCall} does.
 */
export async function listVoices(
  connection: ServerConnection,
  model: string,
  settings: CallSettings,
): Promise<readonly Voice[]> {
  const found: Voice[] = [];
  for (let pageToken = ""; ; ) {
    const request = { pageSize: PAGE_SIZE, pageToken, model };
    const { voices, nextPageToken }: ListVoicesResponse = await unaryCall(
      connection,
      (metadata, options, done) => connection.voices.listVoices(request, metadata, options, done),
      settings,
    );
    found.push(...voices);
    if (nextPageToken === "" || found.length >= VOICES_LISTED_MAX) return found;
    pageToken = nextPageToken;
  }
}

/** The voice `name`: a resource name, or a display name that only one voice has. Throws as {@link unaryCall} does. */
export async function getVoice(
  connection: ServerConnection,
  name: string,
  settings: CallSettings,
): Promise<Voice> {
  const { voice } = await unaryCall<GetVoiceResponse>(
    connection,
    (metadata, options, done) => connection.voices.getVoice({ name }, metadata, options, done),
    settings,
  );
  if (voice === undefined) throw protocolError("voice");
  return voice;
}

/** Forgets the voice with the resource name `name`. Throws as {@link unaryCall} does. */
export async function deleteVoice(
  connection: ServerConnection,
  name: string,
  settings: CallSettings,
): Promise<void> {
  await unaryCall(
    connection,
    (metadata, options, done) => connection.voices.deleteVoice({ name }, metadata, options, done),
    settings,
  );
}
