import { DeviceError } from "./device-error.js";

/** The longest PCM name we pass on. */
const NAME_LENGTH_MAX = 256;

/**
 * `name` when it is fit to be an ALSA PCM name: printable, not an option, at most 256 characters. Names reach aplay's
 * command line and alsa-lib's parser, so nothing else is let through. Throws `DeviceError` `deviceMissing`.
 */
export function checkDeviceName(name: string): string {
  if (/^[A-Za-z0-9_][\x20-\x7e]*$/.test(name) && name.length <= NAME_LENGTH_MAX) return name;
  throw new DeviceError(
    "deviceMissing",
    name.slice(0, NAME_LENGTH_MAX),
    `A sound device's name must be 1 to ${NAME_LENGTH_MAX} printable characters and start with a letter, digit or underscore; choose one of those that "sotto devices" lists.`,
  );
}

/**
 * The converting form of a card's own name: `plughw:` for `hw:`. It passes what the card can do unchanged. A bare
 * `hw:` refuses other formats, and alsa-capture does not notice the refusal of a channel count: it would read past its
 * buffer.
 */
export function convertingDeviceName(name: string): string {
  return name.startsWith("hw:") ? `plug${name}` : name;
}
