// First sound: starts a server with the embedded voice on a free port, lets the edge client send a recorded voice prompt
// and a text over one stream, plays the reply where there is a sound card, and always writes demo.wav.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const SOTTO = ["edge-client/bin/sotto.mjs"];
const TEXT =
  "Hello. I am Sotto, and I speak while I am still thinking. " +
  "You hear the first word long before the last one has been computed. " +
  "From the voice prompt I have taken the pitch; the rest of the voice is my own.";

console.log("Starting a server with the embedded voice …");
const server = spawn("npm", ["start", "--silent", "--", "--listen", "127.0.0.1:0"], {
  cwd: ROOT,
  stdio: ["ignore", "pipe", "pipe"],
});
const closed = new Promise((resolve) => server.on("close", resolve));
let code = 1;
try {
  const address = await listening();
  const card = hasSoundCard();
  console.log(
    `It listens on ${address}. Sending a voice prompt and a text; ${card ? "playing, and writing" : "no sound card here, writing"} demo.wav …`,
  );
  const args = ["say", TEXT, "--server", address, "--prompt", "examples/prompts/reader.wav"];
  code = await run([...args, "--out", "demo.wav", ...(card ? ["--play"] : [])]);
  // A card that is there but can't be played on must not keep anyone from the file.
  if (code !== 0 && card) code = await run([...args, "--out", "demo.wav"]);
} catch (error) {
  console.error(error.message);
} finally {
  server.kill("SIGTERM");
  await closed;
}
process.exitCode = code;

/** The address of the server, from the one line that it prints. */
function listening() {
  return new Promise((resolve, reject) => {
    let said = "";
    let failed = "";
    server.stderr.setEncoding("utf8").on("data", (text) => {
      failed += text;
    });
    server.stdout.setEncoding("utf8").on("data", (text) => {
      said += text;
      const line = said.split("\n").find((each) => each.startsWith("{"));
      if (line !== undefined && said.includes("\n")) resolve(JSON.parse(line).address);
    });
    server.on("close", () => reject(new Error(`The server did not start:\n${failed}`)));
  });
}

function hasSoundCard() {
  const { status, stdout } = spawnSync(process.execPath, [...SOTTO, "devices", "--json"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return status === 0 && JSON.parse(stdout).playback?.cards?.length > 0;
}

function run(args) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...SOTTO, ...args], { cwd: ROOT, stdio: "inherit" });
    child.on("close", resolve);
  });
}
