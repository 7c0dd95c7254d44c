import { readFileSync } from "node:fs";
import type { FlatSettings } from "./npm-settings.js";

/** What a request carries to show who makes it. */
export interface NpmCredentials {
  readonly headers: Readonly<Record<string, string>>;
  readonly cert?: string;
  readonly key?: string;
}

/**
 * The credentials that npm's settings have for `url`: those under the longest `//host/path/` that it begins with, or,
 * for another path on the registry's own host, the registry's. No other host gets any.
 */
export function npmCredentials(url: URL, settings: FlatSettings): NpmCredentials {
  const registry = registryOf(settings);
  const own = keyFor(url, settings);
  const prefix = own ?? (url.host === registry.host ? keyFor(registry, settings) : undefined);
  if (prefix === undefined) return { headers: {} };
  const setting = (name: string): string | undefined => {
    const value = settings[`${prefix}:${name}`];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const authorization = authorizationOf(setting);
  const [cert, key] = [fileText(setting("certfile")), fileText(setting("keyfile"))];
  return {
    headers: authorization === undefined ? {} : { authorization },
    ...(cert !== undefined && key !== undefined && { cert, key }),
  };
}

/** The registry that npm's settings name, with a slash at its end. */
export function registryOf(settings: FlatSettings): URL {
  return new URL(String(settings["registry"]).replace(/\/*$/, "/"));
}

type Lookup = (name: string) => string | undefined;

function authorizationOf(setting: Lookup): string | undefined {
  const token = setting("_authToken");
  if (token !== undefined) return `Bearer ${token}`;
  const basic = setting("_auth");
  if (basic !== undefined) return `Basic ${basic}`;
  const [username, password] = [setting("username"), setting("_password")];
  if (username === undefined || password === undefined) return undefined;
  // npm keeps the password in Base64 by itself.
  const plain = Buffer.from(password, "base64").toString("utf8");
  return `Basic ${Buffer.from(`${username}:${plain}`).toString("base64")}`;
}

/** Walks from the whole path up to the host, as npm does: `//host/a/b`, `//host/a/`, `//host/a`, `//host/`, `//host`. */
function keyFor(url: URL, settings: FlatSettings): string | undefined {
  const has = (name: string): boolean => {
    const value = settings[name];
    return typeof value === "string" && value !== "";
  };
  let prefix = `//${url.host}${url.pathname}`;
  while (prefix.length > 2) {
    const complete =
      has(`${prefix}:_authToken`) ||
      has(`${prefix}:_auth`) ||
      (has(`${prefix}:username`) && has(`${prefix}:_password`)) ||
      (has(`${prefix}:certfile`) && has(`${prefix}:keyfile`));
    if (complete) return prefix;
    prefix = prefix.replace(/([^/]+|\/)$/, "");
  }
  return undefined;
}

function fileText(path: string | undefined): string | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path, "utf8");
  } catch {
    // As npm: a certificate that is not there is not sent, and the registry says what it thinks of that.
    return undefined;
  }
}
