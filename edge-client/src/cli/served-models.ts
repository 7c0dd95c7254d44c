import { CloningKind, type Model } from "@sotto/proto";
import { getModel, listModels } from "../session/models.js";
import { ServerConnection } from "../session/server-connection.js";
import { writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { serverAddress } from "./open-session.js";
import { table } from "./table.js";
import type { VerbContext } from "./verb.js";

const MIB = 1024 * 1024;

/** Lists the server's models. */
export async function showServedModels({ config, io, interrupts }: VerbContext): Promise<ExitCode> {
  using connection = new ServerConnection(serverAddress(config));
  const found = await listModels(connection, { signal: interrupts.signal });
  writeResult(io, { models: found.map(modelObject) }, modelTable(found));
  return ExitCode.OK;
}

/** Shows the server's model `id`, or its default one where that is empty. */
export async function showServedModel(
  { config, io, interrupts }: VerbContext,
  id: string,
): Promise<ExitCode> {
  using connection = new ServerConnection(serverAddress(config));
  const model = await getModel(connection, id, { signal: interrupts.signal });
  writeResult(io, { model: modelObject(model) }, modelText(model));
  return ExitCode.OK;
}

function modelObject(model: Model): object {
  const { features, ...rest } = model;
  const cloning = cloningName(features?.cloning);
  return { ...rest, features: { ...features, cloning } };
}

function cloningName(kind: CloningKind | undefined): string {
  switch (kind) {
    case CloningKind.PITCH:
      return "pitch";
    case CloningKind.SPEAKER:
      return "speaker";
    case CloningKind.UNSPECIFIED:
    case undefined:
      return "none";
  }
}

function modelTable(found: readonly Model[]): string {
  const rows = found.map((model) => [
    model.isDefault ? `${model.id} (default)` : model.id,
    model.version,
    model.languages.join(" "),
    `${model.sampleRateHz} Hz`,
    `${Math.ceil(model.memoryBytes / MIB)} MiB`,
    cloningName(model.features?.cloning),
    model.license,
  ]);
  const heading = ["ID", "VERSION", "LANGUAGES", "RATE", "MEMORY", "CLONING", "LICENCE"];
  return table([heading, ...rows]);
}

function modelText(model: Model): string {
  const { features, voices, defaultVoice, description } = model;
  return [
    modelTable([model]),
    description,
    `Voices: ${voices.join(", ")} (default ${defaultVoice})`,
    `Styles: ${features?.styles.join(", ") ?? ""}`,
    `Cloning: ${features?.cloningDescription ?? ""}`,
  ].join("\n");
}
