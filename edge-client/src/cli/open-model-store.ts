import type { ModelStore, StoreErrorKind } from "@sotto/models/store";
import { CommandError } from "./command-error.js";
import { ExitCode } from "./exit-code.js";
import type { VerbContext } from "./verb.js";

/** The store of models, with the library that keeps it: a client without it is whole but for this. */
export interface OpenStore {
  readonly library: typeof import("@sotto/models/store");
  readonly store: ModelStore;
}

/** How the command exits for each kind of error; what may work later is told apart by the error itself. */
const EXIT_CODES: Readonly<Record<StoreErrorKind, ExitCode>> = {
  unknownModel: ExitCode.USAGE,
  badSource: ExitCode.USAGE,
  embedded: ExitCode.FAILED,
  notInstalled: ExitCode.FAILED,
  sourcesFailed: ExitCode.FAILED,
  corrupt: ExitCode.FAILED,
  diskFull: ExitCode.FAILED,
  busy: ExitCode.UNREACHABLE,
  storage: ExitCode.FAILED,
};

/**
 * Lets `use` work with the models of this machine.
 * @throws CommandError for what the store refuses, and where its library is not installed.
 */
export async function openModelStore(
  { config }: VerbContext,
  use: (open: OpenStore) => Promise<ExitCode>,
): Promise<ExitCode> {
  const library = await loadLibrary();
  try {
    return await use({ library, store: library.modelStore(config.modelsDir) });
  } catch (error) {
    if (!(error instanceof library.StoreError)) throw error;
    const kind = error.kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
    const exitCode = error.temporary ? ExitCode.UNREACHABLE : EXIT_CODES[error.kind];
    throw new CommandError(kind, error.message, exitCode, error);
  }
}

async function loadLibrary(): Promise<OpenStore["library"]> {
  try {
    return await import("@sotto/models/store");
  } catch (error) {
    throw new CommandError(
      "NOT_INSTALLED",
      "Models can't be kept on this machine: install @sotto/models, or ask a server for its own with --served.",
      ExitCode.FAILED,
      error,
    );
  }
}
