import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder that is removed with its contents. */
export interface TemporaryFolder extends AsyncDisposable {
  readonly path: string;
  /** The path of `name` in it. */
  file(name: string): string;
}

/** Makes a folder of its own for a test, which disposes it. */
export async function temporaryFolder(): Promise<TemporaryFolder> {
  const path = await mkdtemp(join(tmpdir(), "sotto-test-"));
  return {
    path,
    file: (name) => join(path, name),
    [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }),
  };
}
