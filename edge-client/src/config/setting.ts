/** One setting of the edge client: what the parser, `--help` and the documentation know of it. */
export interface Setting<T> {
  /** The flag without its dashes, for example `connect-timeout-ms`. */
  readonly flag: string;
  /** The environment variable, for example `SOTTO_CONNECT_TIMEOUT_MS`. */
  readonly env: string;
  /** What it is, in a sentence; with when to change it. */
  readonly summary: string;
  /** Unit, or the kind of value. */
  readonly unit: string;
  /** The values that it takes, for people to read. */
  readonly range: string;
  readonly defaultValue: T;
  /** How the default is told where it depends on the machine. */
  readonly defaultText?: string;
  /**
   * Reads a value.
   * @throws RangeError whose message says what the value must be, without a subject.
   */
  readonly parse: (raw: string) => T;
}

interface Common<T> {
  readonly flag: string;
  readonly summary: string;
  readonly defaultValue: T;
  readonly defaultText?: string;
}

/** A whole number of `unit` within [min, max]. */
export function integerSetting(
  spec: Common<number> & { readonly unit: string; readonly min: number; readonly max: number },
): Setting<number> {
  const range = `${spec.min} to ${spec.max}`;
  return {
    ...common(spec, spec.unit, range),
    parse: (raw) => {
      const value = Number(raw);
      if (/^\d+$/.test(raw) && value >= spec.min && value <= spec.max) return value;
      throw new RangeError(`a whole number from ${range}`);
    },
  };
}

/** Text that `pattern` matches; `range` says the same in words. */
export function textSetting(
  spec: Common<string> & {
    readonly unit: string;
    readonly range: string;
    readonly pattern: RegExp;
  },
): Setting<string> {
  return {
    ...common(spec, spec.unit, spec.range),
    parse: (raw) => {
      if (spec.pattern.test(raw)) return raw;
      throw new RangeError(spec.range);
    },
  };
}

/** One word of a closed set. */
export function choiceSetting<T extends string>(
  spec: Common<T> & { readonly choices: readonly T[] },
): Setting<T> {
  const range = spec.choices.join(", ");
  return {
    ...common<T>(spec, "word", range),
    parse: (raw) => {
      const choice = spec.choices.find((candidate) => candidate === raw);
      if (choice !== undefined) return choice;
      throw new RangeError(`one of ${range}`);
    },
  };
}

function common<T>(spec: Common<T>, unit: string, range: string): Omit<Setting<T>, "parse"> {
  const { flag, summary, defaultValue, defaultText } = spec;
  const env = `SOTTO_${flag.toUpperCase().replaceAll("-", "_")}`;
  const told = defaultText === undefined ? {} : { defaultText };
  return { flag, env, summary, unit, range, defaultValue, ...told };
}
