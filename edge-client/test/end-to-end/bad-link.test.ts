import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { CuttingProxy } from "../support/cutting-proxy.js";
import { openStream, receive } from "../support/open-stream.js";
import { RealServer } from "../support/real-server.js";
import { jsonOf, runSotto, startSotto } from "../support/run-sotto.js";
import { temporaryFolder } from "../support/temporary-folder.js";

const TEXT = "A reply that is long enough to be cut in many places. And then it goes on.";

describe("the real server behind a bad link", () => {
  let server: RealServer;
  let whole: Buffer;

  before(async () => {
    server = await RealServer.start({});
    await using stream = openStream(server.address, { startBudgetMs: 60_000 });
    await stream.sendText(TEXT);
    stream.end();
    ({ sound: whole } = await receive(stream));
    assert.ok(whole.length > 100_000);
  });

  after(async () => {
    await server[Symbol.asyncDispose]();
  });

  it("gives the same sound wherever the link is cut", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: whole.length }), { minLength: 1, maxLength: 3 }),
        async (cuts) => {
          await using proxy = await CuttingProxy.start(server.port, (connection) => {
            const cut = cuts[connection];
            return cut === undefined ? {} : { cutAfterDownBytes: cut };
          });
          await using stream = openStream(proxy.address, { startBudgetMs: 60_000 });
          await stream.sendText(TEXT);
          const flushed = stream.flush();
          stream.end();
          assert.ok((await receive(stream)).sound.equals(whole));
          assert.equal((await flushed).kind, "flushed");
        },
      ),
      { numRuns: 12, seed: 5 },
    );
  });

  it("loses no input wherever the link is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 1500 }), async (cut) => {
        await using proxy = await CuttingProxy.start(server.port, (connection) =>
          connection === 0 ? { cutAfterUpBytes: cut } : {},
        );
        await using stream = openStream(proxy.address, { startBudgetMs: 60_000 });
        const received = receive(stream);
        for (const character of TEXT) await stream.sendText(character);
        stream.end();
        assert.ok((await received).sound.equals(whole));
      }),
      { numRuns: 8, seed: 6 },
    );
  });

  it("lets the command go on where it was, and count it", async () => {
    await using folder = await temporaryFolder();
    await using proxy = await CuttingProxy.start(server.port, (connection) =>
      connection === 0 ? { cutAfterDownBytes: 50_000 } : {},
    );
    const args = ["say", TEXT, "--server", proxy.address, "--out", folder.file("x.raw"), "--json"];
    const result = await runSotto(args);
    assert.equal(result.code, 0, result.stderr);
    assert.ok((await readFile(folder.file("x.raw"))).equals(whole));
    assert.equal(jsonOf(result)["reconnects"], 1);
  });

  it("says what was heard when the server has gone for good", async () => {
    await using doomed = await RealServer.start({});
    await using proxy = await CuttingProxy.start(doomed.port);
    const flags = ["--device", "null", "--resume-window-ms", "500", "--json"];
    const args = ["say", TEXT.repeat(5), "--server", proxy.address, ...flags];
    const { child, ended } = startSotto([...args, "--retry-ms", "60000"]);
    child.stdin.end();
    while (proxy.downBytes < whole.length / 10)
      await new Promise((resolve) => setImmediate(resolve));
    doomed.kill();
    const result = await ended;
    assert.equal(result.code, 1, result.stdout.toString());
    const { kind, message } = jsonOf(result)["error"] as { kind: string; message: string };
    assert.equal(kind, "RESUME_EXPIRED");
    assert.match(message, /The link broke .*: say the rest again/);
  });
});
