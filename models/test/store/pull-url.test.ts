import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import fc from "fast-check";
import { assertWhole } from "../support/assert-whole.js";
import { type Fault, FaultServer, stalled, status, whole } from "../support/fault-server.js";
import { LOOPBACK_CERTIFICATE } from "../support/loopback-certificate.js";
import { FILES, MODEL, noise, sha256 } from "../support/store-model.js";
import { PullBench } from "../support/store-pull.js";

const GRAPH = "/graph.onnx";

async function served(scheme: "http" | "https" = "http"): Promise<FaultServer> {
  const server = await FaultServer.start("127.0.0.1", scheme);
  for (const [path, content] of Object.entries(FILES)) server.files.set(`/${path}`, content);
  return server;
}

function ranges(server: FaultServer, path: string): (string | undefined)[] {
  return server.requests.filter((request) => request.path === path).map(({ range }) => range);
}

describe("a pull from a web address", () => {
  it("brings every file, and a manifest that the engine's loader takes; again, nothing is fetched", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    const progress: number[] = [];
    const result = await bench.pull(server.url, {
      onProgress: ({ phase, doneBytes, totalBytes }) => {
        if (phase === "download") progress.push(doneBytes);
        if (phase === "download") assert.equal(totalBytes, 6400);
      },
    });
    assert.ok(result.changed);
    assert.equal(progress.at(-1), 6400);
    await assertWhole(bench);
    const requests = server.requests.length;
    assert.ok(!(await bench.pull(server.url)).changed);
    assert.equal(server.requests.length, requests);
  });

  it("goes on where a broken transfer ended, at any byte, if the content is still the same", async () => {
    await using server = await served();
    const content = FILES["graph.onnx"]!;
    const cuts = fc.array(fc.integer({ min: 0, max: content.length }), { maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(cuts, fc.boolean(), async (cut, changing) => {
        await using bench = await PullBench.start();
        const faults = cut.map((bytes, index): Fault => {
          return server.truncated(content.subarray(0), bytes, changing ? `"old ${index}"` : '"1"');
        });
        server.fail(GRAPH, ...faults);
        await bench.pull(server.url, { onProgress: server.cut });
        await assertWhole(bench);
      }),
      { numRuns: 30 },
    );
  });

  it("asks for the rest only, and for that content only", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    server.fail(GRAPH, server.truncated(FILES["graph.onnx"]!, 1234));
    await bench.pull(server.url, { onProgress: server.cut });
    const asked = server.requests.filter(({ path }) => path === GRAPH);
    const [first, second] = asked;
    assert.deepEqual(
      [first?.range, second?.range, second?.ifRange],
      [undefined, "bytes=1234-", '"1"'],
    );
    assert.match(bench.said.join(), /graph\.onnx: it broke off|graph\.onnx: .*; attempt 2 of 5/);
  });

  it("begins anew where the content changed between attempts", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    server.fail(GRAPH, server.truncated(noise(5000, 99), 3000, '"old"'));
    await bench.pull(server.url, { onProgress: server.cut });
    await assertWhole(bench);
    assert.deepEqual(ranges(server, GRAPH), [undefined, "bytes=3000-"]);
  });

  it("finds out by the hash where a server glues two contents together", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    const glue: Fault = (_request, response) => {
      const rest = FILES["graph.onnx"]!.subarray(3000);
      response.writeHead(206, { "content-range": "bytes 3000-4999/5000" }).end(rest);
    };
    server.fail(GRAPH, server.truncated(noise(5000, 99), 3000), glue);
    await bench.pull(server.url, { onProgress: server.cut });
    await assertWhole(bench);
    assert.match(bench.said.join(), /graph\.onnx: its content is not the right one .*thrown away/);
  });

  it("takes a server that ignores ranges, and one that refuses them (416)", async () => {
    for (const second of [whole(FILES["graph.onnx"]!), status(416)]) {
      await using server = await served();
      await using bench = await PullBench.start();
      server.fail(GRAPH, server.truncated(FILES["graph.onnx"]!, 2000), second);
      await bench.pull(server.url, { onProgress: server.cut });
      await assertWhole(bench);
    }
  });

  it("takes no range that it did not ask for", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    const odd: Fault = (_request, response) => {
      response.writeHead(206, { "content-range": "bytes 7-4999/5000" });
      response.end(FILES["graph.onnx"]!.subarray(7));
    };
    server.fail(GRAPH, server.truncated(FILES["graph.onnx"]!, 2000), odd);
    await bench.pull(server.url, { onProgress: server.cut });
    await assertWhole(bench);
  });

  it("throws corrupt content away, names it, and gives up the second time", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    server.files.set(GRAPH, noise(5000, 5));
    const { kind, message, temporary } = await bench.failure(server.url);
    assert.deepEqual([kind, temporary], ["sourcesFailed", false]);
    assert.match(message, /graph\.onnx: its content is not the right one \(SHA-256 differs\)/);
    assert.equal(ranges(server, GRAPH).length, 2);
    server.files.set(GRAPH, FILES["graph.onnx"]!);
    await bench.pull(server.url, { onProgress: server.cut });
    await assertWhole(bench);
  });

  it("refuses a content of another length before it takes it, and one that goes on too long", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    server.files.set(GRAPH, noise(6000, 5));
    assert.match((await bench.failure(server.url)).message, /has 6000 bytes there, where 5000/);
    const endless: Fault = (_request, response) => {
      response.writeHead(200).end(noise(9000, 5));
    };
    server.fail(GRAPH, endless);
    assert.match((await bench.failure(server.url)).message, /gives more than the 5000 bytes/);
  });

  it("tries again after 500 and 429, and not after 404 or 403", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    server.fail(GRAPH, status(500), status(429, { "retry-after": "3600" }));
    await bench.pull(server.url, { onProgress: server.cut });
    await assertWhole(bench);
    for (const [code, words] of [
      [404, /graph\.onnx: it answers with status 404 \(it does not have it\)/],
      [403, /status 403 \(it does not allow this\)/],
    ] as const) {
      await using other = await PullBench.start();
      const before = ranges(server, GRAPH).length;
      server.fail(GRAPH, status(code));
      assert.match((await other.failure(server.url)).message, words);
      assert.equal(ranges(server, GRAPH).length, before + 1);
    }
  });

  it("gives up after as many failures as its limit says, and may be tried later", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    server.fail(GRAPH, ...Array.from({ length: 9 }, () => status(503)));
    const { temporary, message } = await bench.failure(server.url, { limits: limits(3) });
    assert.ok(temporary);
    assert.match(message, /status 503.*kept in .*the same command goes on.*--from FOLDER/);
    assert.equal(ranges(server, GRAPH).length, 3);
  });

  it("gives up on a server that begins anew each time and never comes further", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    const again = (): Fault => server.truncated(FILES["graph.onnx"]!, 4000, 'W/"weak"');
    server.fail(GRAPH, ...Array.from({ length: 9 }, again));
    await bench.failure(server.url, { limits: limits(4), onProgress: server.cut });
    assert.equal(ranges(server, GRAPH).length, 4);
  });

  it("ends a transfer that stalls, and goes on", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    server.fail(GRAPH, stalled(FILES["graph.onnx"]!, 2500));
    await bench.pull(server.url, { limits: { ...limits(9), stallMs: 200 } });
    await assertWhole(bench);
    assert.match(bench.said.join(), /graph\.onnx: not a byte came for 0\.2 s; attempt 2/);
  });

  it("ends a server that never answers at all", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    const silent: Fault = () => undefined;
    server.fail("*", silent, silent);
    const { message, temporary } = await bench.failure(server.url, {
      limits: { ...limits(2), stallMs: 50 },
    });
    assert.match(message, /not a byte came for 0\.05 s/);
    assert.ok(temporary);
  });

  it("follows redirects to another host without the credentials, and not for ever", async () => {
    await using server = await served();
    await using other = await FaultServer.start("127.0.0.2");
    await using bench = await PullBench.start();
    other.files.set("/elsewhere", FILES["graph.onnx"]!);
    server.fail(GRAPH, status(302, { location: `${other.url}elsewhere` }));
    const env = { [`npm_config_//${new URL(server.url).host}/:_authToken`]: "secret" };
    await bench.pull(server.url, { env });
    await assertWhole(bench);
    assert.equal(server.requests[0]?.authorization, "Bearer secret");
    assert.deepEqual(other.requests, [{ path: "/elsewhere" }]);
    await using second = await PullBench.start();
    const loop = (): Fault => status(301, { location: GRAPH });
    server.fail(GRAPH, ...Array.from({ length: 20 }, loop));
    assert.match((await second.failure(server.url)).message, /redirects more than 5 times/);
    await using third = await PullBench.start();
    const before = server.requests.length;
    server.fail("*", ...Array.from({ length: 30 }, () => status(307, { location: "ftp://x/" })));
    assert.match((await third.failure(server.url)).message, /redirects more than 5|no web address/);
    assert.ok(server.requests.length - before <= 6);
  });

  it("says in people's words that nobody is there, and that nothing is kept of secrets in an address", async () => {
    await using bench = await PullBench.start();
    const server = await FaultServer.start();
    const url = server.url.replace("http://", "http://ann:hush@");
    await server[Symbol.asyncDispose]();
    const { message, temporary } = await bench.failure(`${url}?key=hush`);
    assert.match(message, /it refuses connections/);
    assert.doesNotMatch(message, /hush/);
    assert.ok(temporary);
  });

  it("trusts the certificates that npm's settings name, and says when it trusts none", async () => {
    await using server = await served("https");
    await using bench = await PullBench.start();
    const { message, temporary } = await bench.failure(server.url);
    assert.match(message, /self-signed certificate/);
    assert.ok(!temporary);
    assert.equal(server.requests.length, 0);
    await writeFile(bench.path("ca.pem"), LOOPBACK_CERTIFICATE.cert);
    await bench.pull(server.url, { env: { npm_config_cafile: bench.path("ca.pem") } });
    await assertWhole(bench);
    await using other = await PullBench.start();
    await writeFile(other.path(".npmrc"), "strict-ssl=false\n");
    await other.pull(server.url);
    await assertWhole(other);
  });

  it("can be interrupted at any moment, and goes on", async () => {
    await using server = await served();
    const reason = new Error("Ctrl-C");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 25 }), async (count) => {
        await using bench = await PullBench.start();
        const interrupt = new AbortController();
        let left = count;
        const onProgress = (): void => {
          if (left-- === 0) interrupt.abort(reason);
        };
        const pull = bench.pull(server.url, { signal: interrupt.signal, onProgress });
        await pull.catch((error: unknown) => {
          assert.equal(error, reason);
        });
        await bench.pull(server.url, { onProgress: server.cut });
        await assertWhole(bench);
      }),
      { numRuns: 30 },
    );
  });

  it("puts a damaged file right, and fetches that one only", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    await bench.pull(server.url, { onProgress: server.cut });
    await writeFile(join(bench.modelsDir, MODEL.id, "voices", "ann.bin"), noise(700, 77));
    server.requests.length = 0;
    assert.ok((await bench.pull(server.url)).changed);
    await assertWhole(bench);
    assert.deepEqual(
      server.requests.map(({ path }) => path),
      ["/voices/ann.bin"],
    );
  });

  it("does not trust what lies in the place of a part", async () => {
    await using server = await served();
    await using bench = await PullBench.start();
    const at = join(bench.modelsDir, ".pull", MODEL.id, "partial", "graph.onnx");
    await mkdir(dirname(at), { recursive: true });
    await writeFile(at, noise(9000, 4));
    await bench.pull(server.url, { onProgress: server.cut });
    await assertWhole(bench);
    assert.equal(
      sha256(await readFile(join(bench.modelsDir, MODEL.id, "graph.onnx"))),
      MODEL.files[0]!.sha256,
    );
  });
});

function limits(attempts: number): {
  attempts: number;
  stallMs: number;
  backoffMs: number;
  backoffMsMax: number;
} {
  return { attempts, stallMs: 60_000, backoffMs: 1, backoffMsMax: 5 };
}
