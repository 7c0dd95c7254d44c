import { dirname, join } from "node:path";
import type { HttpAccess } from "./http-get.js";
import { npmCredentials } from "./npm-credentials.js";
import { SourceFailure } from "./source-failure.js";

/** Environment variables, as a `config.ts` hands them on. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** npm's settings by the names of npm's own libraries (`registry`, `strictSSL`, `//host/:_authToken`, …). */
export type FlatSettings = Readonly<Record<string, unknown>>;

/**
 * npm's settings as npm itself would have them in the folder `cwd`: those of the project, the user, the machine and the
 * environment, read by npm's own library, so that registries, proxies, certificates and tokens need not be told twice.
 * Loaded only when a pull wants them.
 * @throws SourceFailure where they can't be read.
 */
export async function loadNpmSettings(
  environment: Environment,
  cwd: string,
): Promise<FlatSettings> {
  try {
    const { default: Config } = await import("@npmcli/config");
    const { default: content } = await import("@npmcli/config/lib/definitions/index.js");
    const { definitions, shorthands, flatten, nerfDarts } = content;
    const config = new Config({
      ...{ definitions, shorthands, flatten, nerfDarts, cwd, warn: false },
      npmPath: join(dirname(dirname(process.execPath)), "lib", "node_modules", "npm"),
      // A copy, because loading writes npm's view of things into it.
      env: { ...environment },
      // No command line of npm's.
      argv: [process.execPath, "npm"],
    });
    await config.load();
    return config.flat;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw new SourceFailure("never", `npm's settings can't be read: ${message}`, { cause: error });
  }
}

/** How npm would make requests with these settings. */
export async function npmAccess(settings: FlatSettings): Promise<HttpAccess> {
  const { getAgent } = await import("@npmcli/agent");
  const { ca, cert, key, noProxy, localAddress, maxSockets } = settings;
  const options = {
    ...{ ca, cert, key, noProxy, localAddress, maxSockets },
    proxy: settings["httpsProxy"] ?? settings["proxy"],
    rejectUnauthorized: settings["strictSSL"] !== false,
    // A pull makes few requests; a kept connection would only hold the process.
    keepAlive: false,
  };
  const userAgent = settings["userAgent"];
  const common = typeof userAgent === "string" ? { "user-agent": userAgent } : {};
  return {
    agentFor: (url) => getAgent(url.href, options),
    credentialsFor: (url) => {
      const { headers, ...certificate } = npmCredentials(url, settings);
      return { headers: { ...common, ...headers }, ...certificate };
    },
  };
}
