import { type Direction, missingTool } from "./alsa-errors.js";
import { EXIT_NOT_FOUND, runTool, type ToolEnvironment } from "./spawn-tool.js";

/** A device that can be named in `--device`. */
export interface AudioDevice {
  /** ALSA PCM name, for example `plughw:CARD=Headphones,DEV=0` or `default`. */
  readonly name: string;
  readonly direction: Direction;
  /** What people call it. */
  readonly description: string;
  /** Whether it is a sound card's own entry rather than a name from ALSA's configuration. */
  readonly hardware: boolean;
}

const TOOL = { capture: "arecord", playback: "aplay" } as const;
const LIST_TIMEOUT_MS = 5000;

/**
 * The capture or playback devices of this machine, sound cards first, then the names of ALSA's configuration. Empty
 * where there is none. Throws `DeviceError` `toolMissing` without alsa-utils.
 */
export async function listDevices(
  direction: Direction,
  environment?: ToolEnvironment,
): Promise<AudioDevice[]> {
  const options = {
    timeoutMs: LIST_TIMEOUT_MS,
    ...(environment === undefined ? {} : { environment }),
  };
  const cards = await runTool(TOOL[direction], ["-l"], options);
  if (cards.code === EXIT_NOT_FOUND) throw missingTool(TOOL[direction]);
  const names = await runTool(TOOL[direction], ["-L"], options);
  return [...parseCards(cards.stdout, direction), ...parseNames(names.stdout, direction)];
}

/** The sound cards in the output of `aplay -l` or `arecord -l` (C locale), as their `plughw:` names. */
export function parseCards(output: string, direction: Direction): AudioDevice[] {
  const line = /^card \d+: (\S+) \[(.*?)\], device (\d+): .*?\[(.*?)\]\s*$/;
  return output.split("\n").flatMap((text) => {
    const match = line.exec(text);
    if (match === null) return [];
    const [, card = "", cardName = "", device = "", deviceName = ""] = match;
    return [
      {
        name: `plughw:CARD=${card},DEV=${device}`,
        direction,
        description: deviceName === "" ? cardName : `${cardName}, ${deviceName}`,
        hardware: true,
      },
    ];
  });
}

/**
 * The names in the output of `aplay -L` or `arecord -L`: a name starts its line, its description is indented below.
 * `hw:` names are left out: they refuse every rate but the card's own, and `plughw:` is listed for each.
 */
export function parseNames(output: string, direction: Direction): AudioDevice[] {
  const devices: { name: string; lines: string[] }[] = [];
  for (const text of output.split("\n")) {
    if (text.trim() === "") continue;
    if (/^\s/.test(text)) devices.at(-1)?.lines.push(text.trim());
    else devices.push({ name: text.trim(), lines: [] });
  }
  return devices
    .filter(({ name }) => !/^(plug)?hw:/.test(name))
    .map(({ name, lines }) => ({
      name,
      direction,
      description: lines.join(", "),
      hardware: false,
    }));
}
