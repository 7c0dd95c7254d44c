import { stat } from "node:fs/promises";
import { join } from "node:path";
import { MANIFEST_FILE } from "../manifest/manifest.js";

/**
 * The folder that models are pulled into where none is named: `sotto/models` in the user's data folder (XDG Base
 * Directory Specification). Client and server must agree on it.
 * @param environment for `XDG_DATA_HOME`, which counts where it is absolute.
 */
export function defaultModelsDir(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const data = environment["XDG_DATA_HOME"];
  return join(data?.startsWith("/") ? data : join(home, ".local", "share"), "sotto", "models");
}

/** The folder of the model `id` in `modelsDir`; `undefined` where it is not there. Its files are checked on loading. */
export async function installedModelDir(
  modelsDir: string,
  id: string,
): Promise<string | undefined> {
  const dir = join(modelsDir, id);
  const found = await stat(join(dir, MANIFEST_FILE)).catch(() => undefined);
  return found?.isFile() === true ? dir : undefined;
}
