import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds the Python package `sotto_voice`. */
const PACKAGE_DIR = fileURLToPath(new URL("../../training/", import.meta.url));
const REQUIREMENTS_DIR = fileURLToPath(new URL("../../evaluate/", import.meta.url));

/** Written last, so that an environment whose making was interrupted is made anew. */
const COMPLETE = "complete";

/** A part of an evaluation that can't run here, with what to do about it. */
export class UnavailableError extends Error {}

/** Which Python to use and where to keep what it needs. */
export interface PythonOptions {
  readonly python: string;
  readonly cacheDir: string;
  /** What else is needed, each a `requirements-NAME.txt`. */
  readonly extras: readonly string[];
  readonly tell: (what: string) => void;
}

/** A virtual environment for the judges. */
export class Python {
  readonly #executable: string;

  private constructor(executable: string) {
    this.#executable = executable;
  }

  /**
   * Makes the environment where it isn't there yet.
   * @throws UnavailableError where there is no Python or pip can't fetch the packages.
   */
  static async prepare({ python, cacheDir, extras, tell }: PythonOptions): Promise<Python> {
    const names = ["requirements", ...extras.map((extra) => `requirements-${extra}`)];
    const files = names.map((name) => join(REQUIREMENTS_DIR, `${name}.txt`));
    const hash = createHash("sha256");
    for (const file of files) hash.update(await readFile(file));
    const dir = join(cacheDir, `python-${hash.digest("hex").slice(0, 12)}`);
    const executable = join(dir, "bin", "python");
    if (!existsSync(join(dir, COMPLETE))) {
      tell(`making a virtual environment in ${dir}, once`);
      await rm(dir, { recursive: true, force: true });
      await mkdir(cacheDir, { recursive: true });
      await make(python, dir, executable, files);
      await writeFile(join(dir, COMPLETE), "");
    }
    return new Python(executable);
  }

  /** Uses `python` as it is where it has all of `modules`; undefined otherwise. */
  static async existing(python: string, modules: readonly string[]): Promise<Python | undefined> {
    try {
      await run(python, ["-c", `import ${modules.join(", ")}`], () => undefined);
      return new Python(python);
    } catch {
      return undefined;
    }
  }

  /**
   * Runs a stage of `sotto_voice`; each line that it writes to its standard error goes to `tell`.
   * @throws UnavailableError with the last line where it fails.
   */
  async stage(args: readonly string[], tell: (line: string) => void): Promise<void> {
    await run(this.#executable, ["-W", "ignore", "-m", "sotto_voice", ...args], tell);
  }
}

async function make(
  python: string,
  dir: string,
  executable: string,
  requirements: readonly string[],
): Promise<void> {
  const install = ["-m", "pip", "install", "--quiet", "--only-binary=:all:"];
  const files = requirements.flatMap((file) => ["-r", file]);
  try {
    await run(python, ["-m", "venv", dir], () => undefined);
    await run(executable, [...install, ...files], () => undefined);
  } catch (error) {
    await rm(dir, { recursive: true, force: true });
    throw new UnavailableError(
      "The judges need Python 3.11 or later with venv, and once a package index that pip reaches; without, " +
        `--only speed,streaming works. ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

function run(
  command: string,
  args: readonly string[],
  tell: (line: string) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: PACKAGE_DIR, stdio: ["ignore", "ignore", "pipe"] });
    let last = "it gave no reason";
    let rest = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines.filter((each) => each.trim() !== "")) {
        last = line.trim();
        tell(last);
      }
    });
    child.on("error", (error) => {
      reject(new UnavailableError(`${command} can't be run: ${error.message}.`));
    });
    child.on("close", (code) => {
      if (code === 0) resolve();
      else reject(new UnavailableError(`${command} ended with ${code ?? "a signal"}: ${last}`));
    });
  });
}
