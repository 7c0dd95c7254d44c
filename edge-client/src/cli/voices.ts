import type { Voice } from "@sotto/proto";
import { UsageError } from "../config/usage-error.js";
import { ServerConnection } from "../session/server-connection.js";
import { deleteVoice, getVoice, listVoices } from "../session/voices.js";
import { writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { serverAddress } from "./open-session.js";
import { table } from "./table.js";
import type { Verb, VerbContext } from "./verb.js";
import { voiceObject } from "./voice-object.js";

/** `sotto voices`: lists, shows and deletes voices. */
export const voices: Verb = {
  name: "voices",
  summary: "lists the server's voices, tells about one, or deletes one.",
  usage: ["voices [list] [flags]", "voices get NAME [flags]", "voices delete NAME [flags]"],
  flags: { model: { value: "ID", summary: "List only the voices of this model." } },
  settings: ["server", "connectTimeoutMs"],
  examples: [
    { command: "sotto voices", what: "List them." },
    { command: "sotto voices delete voices/0f…", what: "Delete a registered voice." },
  ],
  run: runVoices,
};

async function runVoices({
  words,
  values,
  config,
  io,
  interrupts,
}: VerbContext): Promise<ExitCode> {
  const [action = "list", name = "", ...more] = words;
  const needsName = action === "get" || action === "delete";
  if (!(needsName || action === "list") || more.length > 0) {
    throw new UsageError(
      `voices takes list, get NAME or delete NAME, received "${words.join(" ")}".`,
    );
  }
  if (needsName === (name === "")) {
    throw new UsageError(needsName ? `Name the voice to ${action}.` : "voices list takes no name.");
  }
  using connection = new ServerConnection(serverAddress(config));
  const { signal } = interrupts;
  if (action === "delete") {
    // Deleting takes resource names only; people know a voice by what it is called.
    const voice = await getVoice(connection, name, { signal });
    await deleteVoice(connection, voice.name, { signal });
    writeResult(io, { deleted: voice.name }, `Deleted ${voice.name}.`);
  } else if (action === "get") {
    const voice = await getVoice(connection, name, { signal });
    writeResult(io, { voice: voiceObject(voice) }, voiceTable([voice]));
  } else {
    const found = await listVoices(connection, values["model"] ?? "", { signal });
    writeResult(io, { voices: found.map(voiceObject) }, voiceTable(found));
  }
  return ExitCode.OK;
}

function voiceTable(found: readonly Voice[]): string {
  const rows = found.map(({ name, displayName, model, builtIn, languages }) => [
    name,
    displayName,
    model,
    builtIn ? "built in" : "registered",
    languages.join(" "),
  ]);
  return table([["NAME", "CALLED", "MODEL", "KIND", "LANGUAGES"], ...rows]);
}
