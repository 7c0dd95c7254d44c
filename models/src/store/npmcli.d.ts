/** The parts of npm's own libraries that are used; they bring no types. */
declare module "@npmcli/config" {
  interface ConfigOptions {
    readonly definitions: object;
    readonly shorthands: object;
    readonly flatten: object;
    readonly nerfDarts: readonly string[];
    /** Folder of npm itself, for the settings that it is shipped with. */
    readonly npmPath: string;
    /** Written to by `load`. */
    readonly env: Record<string, string | undefined>;
    readonly argv: readonly string[];
    readonly cwd: string;
    readonly warn: boolean;
  }

  export default class Config {
    constructor(options: ConfigOptions);
    load(): Promise<void>;
    /** Every setting by the name that npm's libraries take it by. */
    readonly flat: Readonly<Record<string, unknown>>;
  }
}

declare module "@npmcli/config/lib/definitions/index.js" {
  const content: {
    readonly definitions: object;
    readonly shorthands: object;
    readonly flatten: object;
    readonly nerfDarts: readonly string[];
  };
  export default content;
}

declare module "@npmcli/agent" {
  import type { Agent } from "node:http";

  export function getAgent(url: string, options: object): Agent;
}
