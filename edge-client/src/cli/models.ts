import { CloningKind, type Model } from "@sotto/proto";
import { UsageError } from "../config/usage-error.js";
import { getModel, listModels } from "../session/models.js";
import { ServerConnection } from "../session/server-connection.js";
import { writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { serverAddress } from "./open-session.js";
import { table } from "./table.js";
import type { Verb, VerbContext } from "./verb.js";

const MIB = 1024 * 1024;

/** `sotto models`: lists and shows models. */
export const models: Verb = {
  name: "models",
  summary: "lists the server's models, or tells about one.",
  usage: ["models [list] [flags]", "models get [ID] [flags]"],
  flags: {},
  settings: ["server", "connectTimeoutMs"],
  examples: [
    { command: "sotto models", what: "List them." },
    { command: "sotto models get --json", what: "All about the default model, for programs." },
  ],
  run: runModels,
};

async function runModels({ words, config, io, interrupts }: VerbContext): Promise<ExitCode> {
  const [action = "list", id = "", ...more] = words;
  if (!(action === "get" || (action === "list" && id === "")) || more.length > 0) {
    throw new UsageError(`models takes list or get [ID], received "${words.join(" ")}".`);
  }
  using connection = new ServerConnection(serverAddress(config));
  const settings = { signal: interrupts.signal };
  if (action === "get") {
    const model = await getModel(connection, id, settings);
    writeResult(io, { model: modelObject(model) }, modelText(model));
  } else {
    const found = await listModels(connection, settings);
    writeResult(io, { models: found.map(modelObject) }, modelTable(found));
  }
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
