import { homedir } from "node:os";
import { join } from "node:path";
import type { Setting } from "./config/setting.js";
import { SETTINGS, type SettingName } from "./config/settings-table.js";
import { UsageError } from "./config/usage-error.js";

/** The edge client's configuration: one frozen object, read once. */
export type Config = { readonly [N in SettingName]: (typeof SETTINGS)[N]["defaultValue"] };

/** Flags as they were typed, by their names without dashes. */
export type TypedFlags = Readonly<Record<string, string | undefined>>;

/** The environment's variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The configuration: a flag goes before the environment, the environment before the default. An empty variable counts
 * as not set.
 * @throws UsageError that names the flag or variable, what it must be, and what it is.
 */
export function loadConfig(flags: TypedFlags, environment: Environment = process.env): Config {
  const entries = Object.entries(SETTINGS).map(([name, setting]): [string, string | number] => [
    name,
    readSetting(setting, flags, environment),
  ]);
  const config = Object.fromEntries(entries) as Config;
  const { modelsDir } = config;
  return Object.freeze({
    ...config,
    modelsDir: modelsDir === "" ? defaultModelsDir(environment) : modelsDir,
  });
}

/** The environment as a whole, for npm's own reading of its settings. */
export function npmEnvironment(): Environment {
  return process.env;
}

/**
 * Whether OpenTelemetry is asked for by its own variables. Nothing of its SDK is loaded where it is not.
 */
export function telemetryConfigured(environment: Environment = process.env): boolean {
  if (environment["OTEL_SDK_DISABLED"] === "true") return false;
  return (
    Object.keys(environment).some((name) => /^OTEL_EXPORTER_OTLP_.*ENDPOINT$/.test(name)) ||
    isExporter(environment["OTEL_TRACES_EXPORTER"])
  );
}

/**
 * Where models lie by default (XDG Base Directory Specification). The same as `defaultModelsDir` of @sotto/models, which
 * is not there on every machine; a test compares.
 */
function defaultModelsDir(environment: Environment): string {
  const data = environment["XDG_DATA_HOME"];
  const base = data?.startsWith("/") ? data : join(homedir(), ".local", "share");
  return join(base, "sotto", "models");
}

function isExporter(name: string | undefined): boolean {
  return name !== undefined && name !== "" && name !== "none";
}

function readSetting(
  setting: Setting<string> | Setting<number>,
  flags: TypedFlags,
  environment: Environment,
): string | number {
  const flag = flags[setting.flag];
  if (flag !== undefined) return parse(setting, `--${setting.flag}`, flag);
  const variable = environment[setting.env];
  if (variable !== undefined && variable !== "") return parse(setting, setting.env, variable);
  return setting.defaultValue;
}

function parse(
  setting: Setting<string> | Setting<number>,
  source: string,
  raw: string,
): string | number {
  try {
    return setting.parse(raw);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const unit = setting.unit === "ms" ? " (milliseconds)" : "";
    throw new UsageError(`${source} must be ${error.message}${unit}, received "${raw}".`);
  }
}
