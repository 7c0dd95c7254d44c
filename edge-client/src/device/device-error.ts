/**
 * The closed set of what goes wrong with local devices and files:
 * `deviceMissing` no such device; `deviceBusy` another program holds it; `formatUnsupported` it can't do this rate,
 * encoding or channel count, or the file is not one we read; `deviceLost` it worked and went away; `stalled` it is
 * open but gives or takes no sound; `diskFull` no room for a file; `toolMissing` a program or library isn't installed.
 */
export const DEVICE_ERROR_KINDS = [
  "deviceMissing",
  "deviceBusy",
  "formatUnsupported",
  "deviceLost",
  "stalled",
  "diskFull",
  "toolMissing",
] as const;

/** One of {@link DEVICE_ERROR_KINDS}. */
export type DeviceErrorKind = (typeof DEVICE_ERROR_KINDS)[number];

/**
 * A problem with this machine's sound devices, tools or files. It never crosses the wire (that is `SottoError`'s
 * part). The message is one sentence that says what to do.
 */
export class DeviceError extends Error {
  override readonly name = "DeviceError";
  readonly kind: DeviceErrorKind;
  /** The device, program or file in question, as the user named it. */
  readonly device: string;

  constructor(kind: DeviceErrorKind, device: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
    this.device = device;
  }
}
