/** The kinds of options and how each is read from text. */

/** One option of the server: what `--help`, the documentation and the parser know of it. */
export interface Option<T> {
  /** What it does, in a sentence. */
  readonly summary: string;
  /** When to change it, in a sentence. */
  readonly whenToChange: string;
  /** Unit, or the kind of value, for people to read. */
  readonly unit: string;
  /** The values it takes, for people to read. */
  readonly range: string;
  /** The value where it is not given. */
  readonly defaultValue: T;
  /** How the default is told where it depends on the machine. */
  readonly defaultText?: string;
  /** True for switches, which need no value on the command line. */
  readonly isSwitch: boolean;
  /** True where the value must not be printed. */
  readonly secret: boolean;
  /**
   * Reads the value.
   * @throws RangeError whose message says what the value must be, without a subject.
   */
  readonly parse: (raw: string) => T;
}

interface Description {
  readonly summary: string;
  readonly whenToChange: string;
  readonly defaultText?: string;
  readonly secret?: boolean;
}

/** A whole number of `unit` within `[min, max]`. */
export function integerOption(
  spec: Description & { unit: string; min: number; max: number; defaultValue: number },
): Option<number> {
  const range = `${spec.min} to ${spec.max}`;
  return {
    ...common(spec, spec.unit, range),
    defaultValue: spec.defaultValue,
    isSwitch: false,
    parse: (raw) => {
      const value = Number(raw);
      if (/^\d+$/.test(raw) && value >= spec.min && value <= spec.max) return value;
      throw new RangeError(`must be a whole number from ${range}`);
    },
  };
}

/** A switch: `--name`, `--no-name`, or with `=true` or `=false`. */
export function switchOption(spec: Description & { defaultValue: boolean }): Option<boolean> {
  return {
    ...common(spec, "switch", "true or false"),
    defaultValue: spec.defaultValue,
    isSwitch: true,
    parse: (raw) => {
      if (raw === "true" || raw === "1") return true;
      if (raw === "false" || raw === "0") return false;
      throw new RangeError("must be true or false");
    },
  };
}

/** Text; `pattern` and `range` say which. */
export function textOption(
  spec: Description & { unit: string; range: string; pattern: RegExp; defaultValue: string },
): Option<string> {
  return {
    ...common(spec, spec.unit, spec.range),
    defaultValue: spec.defaultValue,
    isSwitch: false,
    parse: (raw) => {
      if (spec.pattern.test(raw)) return raw;
      throw new RangeError(`must be ${spec.range}`);
    },
  };
}

/** One word of a closed set. */
export function choiceOption<T extends string>(
  spec: Description & { choices: readonly T[]; defaultValue: T },
): Option<T> {
  const range = spec.choices.join(", ");
  return {
    ...common(spec, "word", range),
    defaultValue: spec.defaultValue,
    isSwitch: false,
    parse: (raw) => {
      const choice = spec.choices.find((candidate) => candidate === raw);
      if (choice !== undefined) return choice;
      throw new RangeError(`must be one of ${range}`);
    },
  };
}

/** A JSON object; `undefined` where not given. */
export function jsonOption(
  spec: Description,
): Option<Readonly<Record<string, unknown>> | undefined> {
  return {
    ...common(spec, "JSON", "a JSON object"),
    defaultValue: undefined,
    isSwitch: false,
    parse: (raw) => {
      const value = parseJson(raw);
      if (typeof value !== "object" || value === null || Array.isArray(value)) {
        throw new RangeError("must be a JSON object");
      }
      return Object.freeze({ ...value });
    },
  };
}

function parseJson(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    // The parser's own message quotes the value; ours says what is wanted.
    throw new RangeError("must be a JSON object");
  }
}

function common(
  spec: Description,
  unit: string,
  range: string,
): Pick<Option<unknown>, "summary" | "whenToChange" | "unit" | "range" | "secret" | "defaultText"> {
  return {
    summary: spec.summary,
    whenToChange: spec.whenToChange,
    unit,
    range,
    secret: spec.secret ?? false,
    ...(spec.defaultText !== undefined && { defaultText: spec.defaultText }),
  };
}
