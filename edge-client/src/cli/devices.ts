import { type AudioDevice, listDevices } from "../device/list-devices.js";
import { writeResult } from "./cli-io.js";
import { ExitCode } from "./exit-code.js";
import { table } from "./table.js";
import type { Verb, VerbContext } from "./verb.js";

/** `sotto devices`: lists the sound devices. */
export const devices: Verb = {
  name: "devices",
  summary: "lists the sound devices of this machine, for --device and --capture-device.",
  usage: ["devices [flags]"],
  flags: {},
  settings: [],
  examples: [{ command: "sotto devices --json", what: "List them for a program." }],
  run: runDevices,
};

async function runDevices({ io }: VerbContext): Promise<ExitCode> {
  const playback = await listDevices("playback");
  const capture = await listDevices("capture");
  const rows = [...playback, ...capture].map(({ direction, name, description }: AudioDevice) => [
    direction,
    name,
    description,
  ]);
  const none = "There are no sound devices; plug one in, or use --out FILE.";
  const text = rows.length === 0 ? none : table([["DIRECTION", "NAME", "DESCRIPTION"], ...rows]);
  writeResult(io, { playback, capture }, text);
  return ExitCode.OK;
}
