import assert from "node:assert/strict";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { type ListeningLine, ServerProcess } from "../support/server-process.js";

describe("the server's command line", () => {
  it("prints one JSON line when it listens, and its log elsewhere", async () => {
    const server = await ServerProcess.start(["--admin-listen", "127.0.0.1:0"]);
    const line = await server.listening();
    assert.match(line.address, /^127\.0\.0\.1:\d+$/);
    for (const path of ["healthz", "readyz", "metrics"]) {
      assert.equal((await fetch(`http://${line.admin ?? ""}/${path}`)).status, 200);
    }
    server.kill("SIGTERM");
    const { code, stdout, stderr } = await server.exit;
    assert.equal(code, 0);
    assert.deepEqual(JSON.parse(stdout) as ListeningLine, line);
    assert.deepEqual(line.models, ["test"]);
    for (const logLine of stderr.trim().split("\n"))
      assert.ok("level" in (JSON.parse(logLine) as object));
  });

  it("says in one sentence why it can't start", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    const { port } = taken.address() as { port: number };
    const folder = await mkdtemp(join(tmpdir(), "sotto-start-"));
    const file = join(folder, "file");
    await writeFile(file, "");
    const test = ["--enable-test-engine", "{}", "--workers", "1"];
    const free = ["--listen", "127.0.0.1:0"];
    const cases: [string[], number, RegExp][] = [
      [["--listne", "x"], 2, /no option "--listne"/],
      [["--listen"], 2, /--listen needs a value/],
      [["--listen", "nonsense"], 2, /--listen must be HOST:PORT/],
      [["--listen", "127.0.0.1:70000"], 2, /port from 0 to 65535/],
      [["--listen", "0.0.0.0:0"], 2, /--insecure-listen/],
      [["--workers", "0"], 2, /--workers must be a whole number from 1 to 64/],
      [["--enable-test-engine", "nonsense"], 2, /--enable-test-engine must be a JSON object/],
      [["--model", "no-such"], 2, /no model no-such/],
      [[...test, "--listen", `127.0.0.1:${port}`], 1, /in use/],
      [[...test, ...free, "--admin-listen", `127.0.0.1:${port}`], 1, /in use/],
      [[...test, ...free, "--data-dir", file], 1, /not a folder/],
      [[...free, "--models-dir", folder, "--model", "kokoro-82m"], 2, /sotto models pull/],
    ];
    await Promise.all(
      cases.map(async ([flags, expected, sentence]) => {
        const { code, stdout, stderr } = await ServerProcess.run(flags);
        assert.deepEqual([code, stdout], [expected, ""], stderr);
        const last = stderr.trim().split("\n").at(-1) ?? "";
        assert.match(last, sentence);
        assert.match(last, /^sotto: .*\.$/);
      }),
    );
    taken.close();
    await rm(folder, { recursive: true });
  });

  it("names the file of a model that was altered, and does not start", async () => {
    const folder = await mkdtemp(join(tmpdir(), "sotto-altered-"));
    const copy = join(folder, "mini");
    await cp(new URL("../../../../models/weights/mini", import.meta.url), copy, {
      recursive: true,
    });
    const bytes = await readFile(join(copy, "text.onnx"));
    bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    await writeFile(join(copy, "text.onnx"), bytes);
    const flags = ["--models-dir", folder, "--data-dir", folder, "--workers", "1"];
    const { code, stderr } = await ServerProcess.run(["--listen", "127.0.0.1:0", ...flags]);
    assert.equal(code, 1);
    assert.match(stderr, /^sotto: .*text\.onnx/m);
    await rm(folder, { recursive: true });
  });

  it("prints its help and its configuration", async () => {
    const [help, config] = await Promise.all([
      ServerProcess.run(["--help"]),
      ServerProcess.run(["--print-config", "--grace-ms=7", "--no-require-consent"]),
    ]);
    assert.equal(help.code, 0);
    assert.match(help.stdout, /--write-stall-ms {2}SOTTO_WRITE_STALL_MS/);
    assert.equal(config.code, 0);
    const printed = JSON.parse(config.stdout) as Record<string, unknown>;
    assert.deepEqual([printed["graceMs"], printed["requireConsent"]], [7, false]);
  });
});
