import { httpBytes } from "./http-bytes.js";
import { shownUrl } from "./http-get.js";
import type { SourceJob } from "./model-source.js";
import { type Environment, loadNpmSettings, npmAccess } from "./npm-settings.js";
import { ProgressMeter } from "./pull-tools.js";
import { downloadFile } from "./resumable-download.js";
import { SourceFailure } from "./source-failure.js";

/**
 * Downloads the missing files from `base`, which holds them under their names. Proxies and certificates are those of
 * npm's settings, so that a machine behind a proxy needs them said once.
 * @throws SourceFailure that names the file.
 */
export async function fetchFromUrl(
  { staging, missing, tools }: SourceJob,
  base: URL,
  place: { readonly environment: Environment; readonly cwd: string },
): Promise<void> {
  const access = await npmAccess(await loadNpmSettings(place.environment, place.cwd));
  const total = missing.reduce((sum, { bytes }) => sum + bytes, 0);
  const meter = new ProgressMeter(tools, "download", total);
  for (const file of missing) {
    const { path: name, bytes, sha256 } = file;
    const url = new URL(name, base);
    // A base's own query (a token, say) goes with each file.
    url.search = base.search;
    const path = staging.partialPath(name);
    const digest = { algorithm: "sha256" as const, hex: sha256 };
    const open = httpBytes(url, access);
    try {
      await downloadFile({ name, path, origin: shownUrl(url), bytes, digest, open }, tools, meter);
    } catch (error) {
      if (!(error instanceof SourceFailure)) throw error;
      const { retry, network } = error;
      throw new SourceFailure(retry, `${name}: ${error.message}`, { network, cause: error });
    }
    await staging.keep(file, path);
  }
}
