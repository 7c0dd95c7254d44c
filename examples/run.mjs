// Runs the example client of each language against a real server, where the language's toolchain is present, and looks
// at the sound files that it wrote. Exit code 1 where one failed; one that can't be built here is skipped, and said so.
// usage: node examples/run.mjs [LANGUAGE ...]   (all where none is named)
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const INSTALL_MS_MAX = 300_000;
const STEP_MS_MAX = 120_000;
const SERVER_START_MS_MAX = 60_000;
/** Above the server's own grace for calls that still run. */
const SERVER_STOP_MS_MAX = 15_000;

const root = fileURLToPath(new URL("../", import.meta.url));
const buf = join(root, "node_modules/.bin/buf");
const generate = (language) => [buf, "generate", "--template", `examples/${language}/buf.gen.yaml`];

/**
 * What each client takes. `toolchain` and `install` may fail: then the client is skipped. `build` and `client` may not.
 * All run in the repository's root.
 */
const CLIENTS = {
  python: {
    needs: "Python 3.10 with venv",
    toolchain: [
      ["python3", "-c", "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))"],
    ],
    install: [
      ["python3", "-m", "venv", "examples/python/.venv"],
      [
        "examples/python/.venv/bin/python",
        ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
        ...["--requirement", "examples/python/requirements.txt"],
      ],
    ],
    build: [generate("python")],
    client: ["examples/python/.venv/bin/python", "examples/python/client.py"],
  },
  go: {
    needs: "Go 1.24",
    toolchain: [["go", "-C", "examples/go", "list", "-m"]],
    install: [["go", "-C", "examples/go", "mod", "download"]],
    build: [generate("go"), ["go", "-C", "examples/go", "build", "-o", "target/client", "."]],
    client: ["examples/go/target/client"],
  },
  java: {
    needs: "a JDK 17 and Maven",
    toolchain: [
      ["javac", "--release", "17", "--version"],
      ["mvn", "--version"],
    ],
    install: [
      [
        ...["mvn", "--batch-mode", "--quiet", "--file", "examples/java/pom.xml"],
        ...["dependency:copy@tools", "dependency:build-classpath"],
        "-Dmdep.outputFile=target/classpath",
      ],
    ],
    build: [
      ["chmod", "+x", "examples/java/target/tools/protoc"],
      ["chmod", "+x", "examples/java/target/tools/protoc-gen-grpc-java"],
      generate("java"),
      javac(),
    ],
    client: javaWithClasspath("java", "Client"),
  },
};

/** The processes that run, each the head of a group of its own. */
const running = new Set();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    for (const child of running) killGroup(child, "SIGKILL");
    process.exit(130);
  });
}
process.exit(await main(process.argv.slice(2)));

async function main(wanted) {
  const unknown = wanted.filter((name) => !Object.hasOwn(CLIENTS, name));
  if (unknown.length > 0) {
    console.error(
      `no such client: ${unknown.join(", ")}; there are ${Object.keys(CLIENTS).join(", ")}`,
    );
    return 2;
  }
  const names = wanted.length > 0 ? wanted : Object.keys(CLIENTS);
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const folder = await mkdtemp(join(tmpdir(), "sotto-polyglot-"));
  let server;
  try {
    for (const name of names) {
      const reason = await prepare(CLIENTS[name]);
      if (reason !== undefined) {
        counts.skipped++;
        console.log(`polyglot skipped: ${name} (${reason})`);
        continue;
      }
      try {
        for (const step of CLIENTS[name].build) await run(step, STEP_MS_MAX);
        server ??= await startServer();
        console.log(`ok   ${await speak(name, server.address, join(folder, name))}`);
        counts.passed++;
      } catch (error) {
        counts.failed++;
        console.log(`FAIL ${name}: ${error.message}`);
      }
    }
  } finally {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  }
  console.log(
    `polyglot: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`,
  );
  return counts.failed > 0 ? 1 : 0;
}

/** Installs what a client needs into ignored folders; why it can't run here, where it can't. */
async function prepare(client) {
  try {
    for (const step of client.toolchain) await run(step, STEP_MS_MAX);
  } catch {
    return `needs ${client.needs}`;
  }
  try {
    for (const step of client.install) await run(step, INSTALL_MS_MAX);
  } catch (error) {
    return `its dependencies can't be installed: ${lastLine(error.message)}`;
  }
  return undefined;
}

/** Runs a client; its line, once its two files were found to hold sound. */
async function speak(name, address, folder) {
  await mkdir(folder);
  const output = await run([...CLIENTS[name].client, address, folder], STEP_MS_MAX);
  const samples = [];
  for (const file of ["synthesize.wav", "stream.wav"]) {
    samples.push(countSamples(file, await readFile(join(folder, file))));
  }
  return `${lastLine(output)} (${samples.join(" and ")} samples)`;
}

/** The number of samples of a 16-bit mono WAV file that is not silent. */
function countSamples(file, bytes) {
  const data = bytes.indexOf("data", 12, "latin1");
  const wave =
    bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 12) === "WAVE";
  if (!wave || data < 0) throw new Error(`${file} is no WAV file`);
  if (
    bytes.readUInt16LE(22) !== 1 ||
    bytes.readUInt16LE(34) !== 16 ||
    bytes.readUInt32LE(24) === 0
  ) {
    throw new Error(`${file} is not 16-bit mono`);
  }
  const sound = bytes.subarray(data + 8);
  if (sound.length !== bytes.readUInt32LE(data + 4))
    throw new Error(`${file} has another size than it says`);
  const samples = Array.from({ length: sound.length / 2 }, (_, n) => sound.readInt16LE(2 * n));
  if (!samples.some((sample) => Math.abs(sample) > 1000)) throw new Error(`${file} is silent`);
  return samples.length;
}

/** Starts the server on a free port; what it says when it fails is the error. */
async function startServer() {
  const child = start(["npm", "start", "--silent", "--", "--listen", "127.0.0.1:0"]);
  const exited = new Promise((resolve) => child.once("close", resolve));
  const timer = setTimeout(() => killGroup(child, "SIGKILL"), SERVER_START_MS_MAX);
  let address;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = parseEvent(line);
    if (event?.event !== "listening") continue;
    address = event.address;
    break;
  }
  clearTimeout(timer);
  if (address === undefined) {
    killGroup(child, "SIGKILL");
    throw new Error(`the server did not start:\n${child.log}`);
  }
  child.stdout.resume();
  const stop = async () => {
    killGroup(child, "SIGTERM");
    const force = setTimeout(() => killGroup(child, "SIGKILL"), SERVER_STOP_MS_MAX);
    await exited;
    clearTimeout(force);
  };
  return { address, stop };
}

function parseEvent(line) {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Runs a command to its end; what it printed, or an error with it. */
async function run(command, limitMs) {
  const resolved = await Promise.all(
    command.map((part) => (typeof part === "function" ? part() : part)),
  );
  const child = start(resolved);
  let output = "";
  child.stdout.setEncoding("utf8").on("data", (text) => {
    output += text;
  });
  const timer = setTimeout(() => killGroup(child, "SIGKILL"), limitMs);
  const code = await new Promise((resolve) => {
    child.once("error", () => resolve("not found"));
    child.once("close", (exitCode, signal) => resolve(exitCode ?? signal));
  });
  clearTimeout(timer);
  if (code !== 0) {
    throw new Error(`${resolved[0]} ended with ${code}\n${output}${child.log}`.trimEnd());
  }
  return output;
}

/** Starts a command as a process group of its own; `log` is what it wrote to standard error. */
function start([command, ...args]) {
  const child = spawn(command, args, {
    cwd: root,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    // A Go that is too old shall say so, and not fetch another.
    env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" },
  });
  child.log = "";
  child.stderr.setEncoding("utf8").on("data", (text) => {
    child.log += text;
  });
  running.add(child);
  child.once("close", () => running.delete(child));
  child.on("error", () => running.delete(child));
  return child;
}

function killGroup(child, signal) {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It has ended.
  }
}

function lastLine(text) {
  return text.trimEnd().split("\n").at(-1);
}

/** javac for the client and what it uses of the generated code. */
function javac() {
  const folder = "examples/java";
  return [
    ...["javac", "-d", `${folder}/target/classes`, "-sourcepath", `${folder}/gen`],
    ...["-classpath", classpath, `${folder}/Client.java`],
  ];
}

function javaWithClasspath(command, main) {
  return [command, "-classpath", classpath, main];
}

/** The class path that Maven wrote, and our own classes. */
async function classpath() {
  const libraries = await readFile(join(root, "examples/java/target/classpath"), "utf8");
  return `examples/java/target/classes:${libraries.trim()}`;
}
