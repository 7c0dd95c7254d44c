import { homedir } from "node:os";
import { join } from "node:path";
import { defaultModelsDir } from "@sotto/models";
import { isLoopback, type ListenAddress, parseAddress } from "./config/address.js";
import { flagOf, OPTIONS, type OptionName } from "./config/option-table.js";
import { type OptionValues, parseArguments, UsageError } from "./config/parse-arguments.js";
import type { SynthesisLimits } from "./synthesis/ports.js";

/** The server's configuration: read once, frozen. */
export interface Config extends Omit<OptionValues, "listen" | "adminListen" | "model"> {
  readonly listen: ListenAddress;
  /** `undefined` where there is no admin endpoint. */
  readonly adminListen: ListenAddress | undefined;
  /** Ids of the models, the default one first. */
  readonly models: readonly string[];
  /** True where the standard OTEL_* variables ask for export by OTLP. */
  readonly otlp: boolean;
}

/** What the command line asks the process to do. */
export type Command =
  | { readonly kind: "serve"; readonly config: Config }
  | { readonly kind: "help" }
  | { readonly kind: "version" }
  | { readonly kind: "printConfig"; readonly config: Config };

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables of OpenTelemetry's specification that, when set, ask for an export. */
const OTEL_SIGNS = [
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
  "OTEL_TRACES_EXPORTER",
  "OTEL_METRICS_EXPORTER",
];

/**
 * Reads the command line and the environment.
 * @throws UsageError with one sentence for people.
 */
export function readCommand(
  argv: readonly string[],
  environment: Environment = process.env,
): Command {
  const { values, help, version, printConfig } = parseArguments(argv, environment);
  if (help) return { kind: "help" };
  if (version) return { kind: "version" };
  const config = makeConfig(values, environment);
  return printConfig ? { kind: "printConfig", config } : { kind: "serve", config };
}

/**
 * The configuration of an empty command line, with `overrides`: for tests and for servers inside another program.
 * The environment is not read.
 */
export function defaultConfig(overrides: Partial<Config> = {}): Config {
  const { values } = parseArguments([], {});
  return Object.freeze({ ...makeConfig(values, {}), ...overrides });
}

/** The configuration as one JSON object, secrets left out. */
export function printableConfig(config: Config): string {
  const isSecret = (key: string): boolean => key in OPTIONS && OPTIONS[key as OptionName].secret;
  const entries = Object.entries({ ...config }).map(([key, value]): [string, unknown] => [
    key,
    isSecret(key) ? "(secret)" : (value ?? null),
  ]);
  return JSON.stringify(Object.fromEntries(entries), null, 2);
}

/** The limits of the synthesis room. */
export function synthesisLimits(config: Config): SynthesisLimits {
  return {
    textCharsMax: config.textCharsMax,
    pendingTextCharsMax: config.pendingTextCharsMax,
    textWaitDefaultMs: config.textWaitMs,
    idleMs: config.idleMs,
    callMs: config.callMs,
    resumeWindowMs: config.resumeWindowMs,
    resumeBufferBytes: config.resumeBufferBytes,
    parkedSessionsMax: config.parkedSessionsMax,
  };
}

function makeConfig(values: OptionValues, environment: Environment): Config {
  const { listen, adminListen, model, ...rest } = values;
  const config: Config = {
    ...rest,
    listen: readAddress("listen", listen),
    adminListen: adminListen === "" ? undefined : readAddress("adminListen", adminListen),
    models: Object.freeze(model.split(",")),
    modelsDir:
      values.modelsDir === "" ? defaultModelsDir(environment, homedir()) : values.modelsDir,
    dataDir: values.dataDir === "" ? stateFolder(environment) : values.dataDir,
    otlp: asksForOtlp(environment),
  };
  for (const address of [config.listen, config.adminListen]) refuseOpenListening(config, address);
  return Object.freeze(config);
}

function readAddress(name: OptionName, text: string): ListenAddress {
  try {
    return Object.freeze(parseAddress(text));
  } catch (error) {
    throw new UsageError(`${flagOf(name)} ${error instanceof Error ? error.message : "is wrong"}.`);
  }
}

/** Speech and voices must not cross a network in the clear by accident. */
function refuseOpenListening(config: Config, address: ListenAddress | undefined): void {
  if (address === undefined || isLoopback(address.host) || config.insecureListen) return;
  throw new UsageError(
    `${address.host} can be reached by other machines and there is no encryption; add --insecure-listen to allow it.`,
  );
}

/** Where a program keeps state between runs (XDG Base Directory Specification). */
function stateFolder(environment: Environment): string {
  const state = environment["XDG_STATE_HOME"];
  const base = state?.startsWith("/") ? state : join(homedir(), ".local", "state");
  return join(base, "sotto");
}

function asksForOtlp(environment: Environment): boolean {
  if (environment["OTEL_SDK_DISABLED"] === "true") return false;
  return OTEL_SIGNS.some((name) => !["", "none", undefined].includes(environment[name]));
}
