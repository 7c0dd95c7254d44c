import { DeviceError } from "./device-error.js";

/** The `DeviceError` that a file system error means; anything that has no better name is a lost device. */
export function fileError(path: string, error: unknown): DeviceError {
  if (error instanceof DeviceError) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const options = { cause: error };
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new DeviceError(
        "diskFull",
        path,
        `There is no room left to write "${path}"; free some space, or choose another place.`,
        options,
      );
    case "ENOENT":
    case "ENOTDIR":
    case "ENXIO":
      return new DeviceError(
        "deviceMissing",
        path,
        `There is no "${path}"; check the path, and that its folder exists.`,
        options,
      );
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "EISDIR":
      return new DeviceError(
        "deviceMissing",
        path,
        `"${path}" cannot be opened (${code}); choose a file that this user may read and write.`,
        options,
      );
    case "EPIPE":
      return new DeviceError(
        "deviceLost",
        path,
        `The program that reads "${path}" has ended; start both again.`,
        options,
      );
    default:
      return new DeviceError(
        "deviceLost",
        path,
        `"${path}" failed${code === "" ? "" : ` (${code})`}; check the disk or the program at its other end.`,
        options,
      );
  }
}
