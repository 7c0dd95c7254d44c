import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "node:test";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { assertWhole } from "../support/assert-whole.js";
import { FakeRegistry } from "../support/fake-registry.js";
import { FaultServer, status } from "../support/fault-server.js";
import { noise, packageFiles, tarball, tarHeader, tarOf } from "../support/store-model.js";
import { PullBench } from "../support/store-pull.js";

const SHARDS_A = "/shards-a/-/shards-a-1.0.0.tgz";

describe("a pull from npm packages", () => {
  it("brings every file from the registry of npm's settings, and only the packages that it needs", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    const unpacked: number[] = [];
    await bench.pull("npm", {
      env: registry.env,
      onProgress: ({ phase, doneBytes, totalBytes }) => {
        if (phase === "unpack" && doneBytes === totalBytes) unpacked.push(totalBytes);
      },
    });
    await assertWhole(bench);
    assert.deepEqual(unpacked, [1400, 3000, 2000]);
    assert.deepEqual(registry.tarballs, [
      "voices-1.0.0.tgz",
      "shards-a-1.0.0.tgz",
      "shards-b-1.0.0.tgz",
    ]);
  });

  it("reads registry and token from the user's .npmrc, and sends the token nowhere else", async () => {
    await using registry = await FakeRegistry.start("api/npm/");
    await using elsewhere = await FaultServer.start("127.0.0.2");
    await using bench = await PullBench.start();
    const url = `${registry.server.url}api/npm/`;
    const host = url.replace("http:", "");
    await writeFile(
      bench.path(".npmrc"),
      `registry=${url}\n${host}:_authToken=\${TOKEN}\nreplace-registry-host=never\n`,
    );
    const content = tarball("shards-b");
    elsewhere.files.set("/shards-b/-/shards-b-1.0.0.tgz", content);
    registry.publish("shards-b", content, { prefix: "api/npm/", origin: elsewhere.url });
    await bench.pull("npm", { env: { TOKEN: "s3cret" } });
    await assertWhole(bench);
    for (const request of registry.server.requests) {
      assert.equal(request.authorization, "Bearer s3cret", request.path);
    }
    assert.deepEqual(elsewhere.requests, [{ path: "/shards-b/-/shards-b-1.0.0.tgz" }]);
  });

  it("takes a mirror's own tarball where the mirror tells of an origin that can't be reached", async () => {
    await using registry = await FakeRegistry.start("mirror/");
    await using bench = await PullBench.start();
    const options = { prefix: "mirror/", origin: "http://127.0.0.1:1/" };
    registry.publish("shards-b", tarball("shards-b"), options);
    await bench.pull("npm", { env: registry.env });
    await assertWhole(bench);
  });

  it("goes through the proxy of npm's settings", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    // A proxy is asked for whole addresses; this one passes on nothing.
    await using proxy = await FaultServer.start("127.0.0.2");
    const env = {
      ...registry.env,
      npm_config_proxy: proxy.url,
      npm_config_https_proxy: proxy.url,
      npm_config_noproxy: "nowhere.invalid",
    };
    const { message } = await bench.failure("npm", { env });
    assert.match(message, /status 404/);
    assert.equal(proxy.requests[0]?.path, `${registry.server.url}voices`);
    assert.equal(registry.server.requests.length, 0);
  });

  it("keeps packages that are done, and goes on within the one that broke off", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    const fault = registry.server.truncated(tarball("shards-a"), 1000);
    registry.server.fail(SHARDS_A, fault);
    const failed = await bench.failure("npm", {
      env: registry.env,
      limits: { attempts: 1 },
      onProgress: registry.server.cut,
    });
    assert.ok(failed.temporary);
    registry.server.requests.length = 0;
    await bench.pull("npm", { env: registry.env });
    await assertWhole(bench);
    assert.deepEqual(registry.tarballs, ["shards-a-1.0.0.tgz", "shards-b-1.0.0.tgz"]);
    const [again] = registry.server.requests.filter(({ path }) => path === SHARDS_A);
    assert.equal(again?.range, "bytes=1000-");
  });

  it("can be interrupted at any moment, and goes on", async () => {
    await using registry = await FakeRegistry.start();
    const reason = new Error("Ctrl-C");
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 25 }), async (count) => {
        await using bench = await PullBench.start();
        const interrupt = new AbortController();
        let left = count;
        const onProgress = (): void => {
          if (left-- === 0) interrupt.abort(reason);
        };
        const { env } = registry;
        await bench
          .pull("npm", { env, signal: interrupt.signal, onProgress })
          .catch((e: unknown) => {
            assert.equal(e, reason);
          });
        await bench.pull("npm", { env });
        await assertWhole(bench);
      }),
      { numRuns: 25 },
    );
  });

  it("takes another package where the first one fails", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    registry.server.files.delete("/voices");
    await bench.pull("npm", { env: registry.env });
    await assertWhole(bench);
    assert.equal(registry.tarballs.at(-1), "more-voices-2.0.0.tgz");
  });

  it("names a piece that is not the right one, keeps the others, and leaves no model", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    const files = { ...packageFiles("shards-a"), "part1.bin": noise(1000, 8) };
    registry.publish("shards-a", gzipSync(tarOf(files)));
    const { message, temporary } = await bench.failure("npm", { env: registry.env });
    assert.match(message, /shards-a@1\.0\.0: part1\.bin is not the right one \(SHA-256 differs\)/);
    assert.ok(!temporary);
    assert.deepEqual(await readdir(bench.modelsDir), [".pull"]);
    registry.publish("shards-a", tarball("shards-a"));
    registry.server.requests.length = 0;
    await bench.pull("npm", { env: registry.env });
    await assertWhole(bench);
    assert.deepEqual(registry.tarballs, ["shards-a-1.0.0.tgz"]);
  });

  it("finds a tarball that is not the one of the registry's word", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    registry.server.files.set(SHARDS_A, tarball("voices"));
    const { message } = await bench.failure("npm", { env: registry.env });
    assert.match(message, /shards-a@1\.0\.0: its content is not the right one \(SHA-512 differs\)/);
  });

  it("says what is wrong with a tarball where the registry tells no digest", async () => {
    const good = packageFiles("shards-a");
    const cases: [Buffer, RegExp][] = [
      [noise(3000, 3), /archive is damaged/],
      [tarball("shards-a").subarray(0, 2000), /archive is damaged|ends early/],
      [gzipSync(noise(3000, 3)), /no tar archive/],
      [gzipSync(tarOf(good).subarray(0, 1800)), /archive ends early/],
      [
        gzipSync(tarOf({ "part0.bin": good["part0.bin"]! })),
        /shards-a@1\.0\.0 holds no part1\.bin/,
      ],
      [gzipSync(tarOf({ ...good, "part0.bin": noise(9, 1) })), /part0\.bin has 9 bytes where 2000/],
    ];
    for (const [content, message] of cases) {
      await using registry = await FakeRegistry.start();
      await using bench = await PullBench.start();
      registry.publish("shards-a", content, { integrity: false });
      assert.match((await bench.failure("npm", { env: registry.env })).message, message);
    }
  });

  it("writes nothing where an archive's paths lead, and follows no links of it", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    const evil = noise(600, 9);
    const odd = { "../../../../evil": evil, "../evil": evil, "voices/../../evil": evil };
    const absolute = tarOf({ "/evil": evil }, "").subarray(0, 512 + 1024);
    const content = Buffer.concat([
      tarOf(odd).subarray(0, -1024),
      absolute,
      tarHeader("package/part0.bin", 0, "2"),
      tarOf(packageFiles("shards-a")),
    ]);
    registry.publish("shards-a", gzipSync(content));
    await bench.pull("npm", { env: registry.env });
    await assertWhole(bench);
    const beside = await readdir(join(bench.modelsDir, ".."));
    assert.deepEqual(beside, ["models"]);
  });

  it("says what is missing of the registry", async () => {
    const cases: [Buffer | undefined, RegExp][] = [
      [undefined, /shards-a@1\.0\.0: it answers with status 404/],
      [Buffer.from("<html>"), /description of the package is no JSON/],
      [Buffer.from('{"versions":{}}'), /it has no shards-a@1\.0\.0/],
      [Buffer.alloc((8 << 20) + 1, " "), /description of the package is too long/],
    ];
    for (const [content, message] of cases) {
      await using registry = await FakeRegistry.start();
      await using bench = await PullBench.start();
      registry.server.files.delete("/shards-a");
      if (content !== undefined) registry.server.files.set("/shards-a", content);
      assert.match((await bench.failure("npm", { env: registry.env })).message, message);
    }
  });

  it("stops at a registry that can't be reached, and says what to do", async () => {
    await using bench = await PullBench.start();
    const env = { npm_config_registry: "http://127.0.0.1:1/" };
    const { message, temporary } = await bench.failure("npm", { env });
    assert.ok(temporary);
    assert.match(
      message,
      /^tiny could not be pulled; tried the npm registry of your settings: it refuses/,
    );
    assert.match(message, /on another machine run `sotto models pull tiny --models-dir FOLDER`/);
    assert.equal(bench.said.filter((line) => line.includes("attempt 5 of 5")).length, 1);
  });

  it("tries one source after the other, and tells of each that failed", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    registry.server.fail("*", ...Array.from({ length: 5 }, () => status(503)));
    const list = `npm,${registry.server.url}files/,/nowhere`;
    const { message } = await bench.failure(list, { env: registry.env });
    const order =
      /npm registry of your settings: .*503.*; then http:.*files\/: .*404.*; then \/nowhere: there is no/;
    assert.match(message, order);
    await bench.pull(`/nowhere,npm`, { env: registry.env });
    await assertWhole(bench);
  });
});
