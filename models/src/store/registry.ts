import { type HttpAccess, httpGet } from "./http-get.js";
import { registryOf } from "./npm-credentials.js";
import type { FlatSettings } from "./npm-settings.js";
import type { PullTools } from "./pull-tools.js";
import type { Digest } from "./resumable-download.js";
import { withRetries } from "./retry.js";
import { SourceFailure } from "./source-failure.js";
import { StallWatch } from "./stall-watch.js";

/** The longest description of a package that is read, in bytes. */
const PACKUMENT_BYTES_MAX = 8 << 20;

/** The short form of a package's description, where a registry has it. */
const ACCEPT = "application/vnd.npm.install-v1+json; q=1.0, application/json; q=0.8";

/** Where a package's tarball is. */
export interface Tarball {
  /** Places to try in this order. */
  readonly urls: readonly URL[];
  /** The digest that the registry told; `undefined` where it told none that is worth anything. */
  readonly digest: Digest | undefined;
}

/**
 * Asks the registry of npm's settings where the tarball of a package is.
 * @throws SourceFailure.
 */
export async function findTarball(
  wanted: { readonly name: string; readonly version: string },
  settings: FlatSettings,
  access: HttpAccess,
  tools: PullTools,
): Promise<Tarball> {
  const registry = registryOf(settings);
  const url = new URL(wanted.name.replace("/", "%2f"), registry);
  const attempt = async (): Promise<string> => {
    using watch = new StallWatch(tools.clock, tools.limits.stallMs, tools.signal);
    try {
      const { response } = await httpGet(url, { accept: ACCEPT }, access, watch.signal);
      return await textOf(response, watch);
    } catch (error) {
      watch.signal.throwIfAborted();
      throw error;
    }
  };
  const text = await withRetries(tools, { name: wanted.name, attempt });
  return tarballOf(text, wanted, settings);
}

async function textOf(body: AsyncIterable<Uint8Array>, watch: StallWatch): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    watch.progress();
    bytes += piece.length;
    if (bytes > PACKUMENT_BYTES_MAX) {
      throw new SourceFailure("never", "its description of the package is too long");
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}

interface Dist {
  readonly tarball?: unknown;
  readonly integrity?: unknown;
}

function tarballOf(
  text: string,
  { name, version }: { readonly name: string; readonly version: string },
  settings: FlatSettings,
): Tarball {
  let dist: Dist | undefined;
  try {
    const { versions } = JSON.parse(text) as { versions?: Record<string, { dist?: Dist }> };
    dist =
      versions !== undefined && Object.hasOwn(versions, version) ? versions[version]?.dist : {};
  } catch (cause) {
    throw new SourceFailure("never", "its description of the package is no JSON", { cause });
  }
  const { tarball, integrity } = dist ?? {};
  if (typeof tarball !== "string" || !URL.canParse(tarball)) {
    throw new SourceFailure("never", `it has no ${name}@${version}`);
  }
  return { urls: places(new URL(tarball), settings), digest: sha512Of(integrity) };
}

/**
 * A mirror often passes on where the tarball lies at its origin, which the machine may not reach. npm's setting
 * `replace-registry-host` says what to do; by default the registry's own host is tried first, then what it told.
 */
function places(told: URL, settings: FlatSettings): URL[] {
  const registry = registryOf(settings);
  const rule = settings["replaceRegistryHost"];
  if (told.host === registry.host || rule === "never") return [told];
  const own = new URL(`${registry.pathname.replace(/\/$/, "")}${told.pathname}`, registry);
  const only = rule === "always" || rule === told.hostname;
  return only ? [own] : [own, told];
}

/** The SHA-512 of a Subresource Integrity value, in hexadecimal. */
function sha512Of(integrity: unknown): Digest | undefined {
  const match =
    typeof integrity === "string" ? /sha512-([A-Za-z0-9+/]{86}==)/.exec(integrity) : null;
  if (match?.[1] === undefined) return undefined;
  return { algorithm: "sha512", hex: Buffer.from(match[1], "base64").toString("hex") };
}
