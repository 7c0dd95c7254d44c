/**
 * What went wrong with the models of this machine:
 * - `unknownModel`: neither the catalogue nor the folder knows the id;
 * - `embedded`: the model comes with the program, so that there is nothing to pull or remove;
 * - `notInstalled`: it is not in the folder;
 * - `sourcesFailed`: no source gave it; `temporary` says whether the same may work later;
 * - `corrupt`: files are missing or altered;
 * - `diskFull`: there is not enough room;
 * - `busy`: another command works on the same model;
 * - `storage`: the folder can't be read or written;
 * - `badSource`: a source that is none.
 */
export type StoreErrorKind =
  | "unknownModel"
  | "embedded"
  | "notInstalled"
  | "sourcesFailed"
  | "corrupt"
  | "diskFull"
  | "busy"
  | "storage"
  | "badSource";

/** An error of the store of models; its message is for people, and says what to do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly kind: StoreErrorKind;
  /** Whether the same may work later: the network was at fault, or another command. */
  readonly temporary: boolean;

  constructor(
    kind: StoreErrorKind,
    message: string,
    options: { readonly temporary?: boolean; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.temporary = options.temporary ?? false;
  }
}

/** The code of a system error (`ENOSPC`, `ECONNREFUSED`, …); empty where there is none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/**
 * What an error of the file system at `path` means for the store. Errors that are no such thing come back as they are.
 */
export function storageError(path: string, error: unknown): unknown {
  const cause = { cause: error };
  switch (codeOf(error)) {
    case "ENOSPC":
    case "EDQUOT":
    case "EFBIG":
      return new StoreError(
        "diskFull",
        `There is no room left to write ${path}: free some space, or choose another folder with --models-dir. ` +
          "What was fetched is kept.",
        cause,
      );
    case "ENOENT":
    case "EACCES":
    case "EPERM":
    case "EROFS":
    case "ENOTDIR":
    case "EISDIR":
    case "ELOOP":
    case "EIO":
      return new StoreError(
        "storage",
        `${path} can't be used (${codeOf(error)}): choose a folder that this user may write, with --models-dir.`,
        cause,
      );
    default:
      return error;
  }
}
