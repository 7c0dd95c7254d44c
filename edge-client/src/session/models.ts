import type { GetModelResponse, ListModelsResponse, Model } from "@sotto/proto";
import { protocolError } from "./protocol-error.js";
import type { ServerConnection } from "./server-connection.js";
import { type CallSettings, unaryCall } from "./unary-call.js";

/** The server's models, the default one first. Throws as {@link unaryCall} does. */
export async function listModels(
  connection: ServerConnection,
  settings: CallSettings,
): Promise<readonly Model[]> {
  const { models } = connection;
  const answer = await unaryCall<ListModelsResponse>(
    connection,
    (metadata, options, done) => models.listModels({}, metadata, options, done),
    settings,
  );
  return answer.models;
}

/** The model `id`, or the default one where that is empty. Throws as {@link unaryCall} does. */
export async function getModel(
  connection: ServerConnection,
  id: string,
  settings: CallSettings,
): Promise<Model> {
  const { models } = connection;
  const { model } = await unaryCall<GetModelResponse>(
    connection,
    (metadata, options, done) => models.getModel({ id }, metadata, options, done),
    settings,
  );
  if (model === undefined) throw protocolError("model");
  return model;
}
