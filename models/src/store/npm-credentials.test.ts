import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { npmCredentials } from "./npm-credentials.js";

const registry = "https://reg.example/npm/";

function authorization(url: string, settings: Record<string, string>): string | undefined {
  return npmCredentials(new URL(url), { registry, ...settings }).headers["authorization"];
}

describe("npmCredentials", () => {
  it("takes the setting with the longest beginning of the address", () => {
    const settings = {
      "//reg.example/:_authToken": "short",
      "//reg.example/npm/:_authToken": "long",
    };
    assert.equal(authorization(`${registry}pkg`, settings), "Bearer long");
    assert.equal(authorization("https://reg.example/other", settings), "Bearer short");
  });

  it("knows tokens, Base64 pairs, and names with passwords", () => {
    const at = "//reg.example/npm/";
    assert.equal(authorization(registry, { [`${at}:_auth`]: "QTpC" }), "Basic QTpC");
    const password = Buffer.from("hush").toString("base64");
    const named = { [`${at}:username`]: "ann", [`${at}:_password`]: password };
    assert.equal(
      authorization(registry, named),
      `Basic ${Buffer.from("ann:hush").toString("base64")}`,
    );
    assert.equal(authorization(registry, { [`${at}:username`]: "ann" }), undefined);
  });

  it("gives the registry's to other paths of its host, and none to any other host", () => {
    const settings = { "//reg.example/npm/:_authToken": "t" };
    assert.equal(authorization("https://reg.example/files/x.tgz", settings), "Bearer t");
    for (const url of ["https://cdn.example/x.tgz", "https://reg.example.evil/npm/x"]) {
      assert.equal(authorization(url, settings), undefined);
    }
    assert.equal(authorization("https://reg.example:8443/npm/x", settings), undefined);
  });

  it("reads a client's certificate and key, and sends none where one is missing", async () => {
    const dir = await mkdtemp(join(tmpdir(), "sotto-npm-"));
    await writeFile(join(dir, "cert"), "CERT");
    await writeFile(join(dir, "key"), "KEY");
    const at = "//reg.example/npm/";
    const settings = { registry, [`${at}:certfile`]: join(dir, "cert") };
    const both = { ...settings, [`${at}:keyfile`]: join(dir, "key") };
    const url = new URL(registry);
    assert.deepEqual(npmCredentials(url, both), { headers: {}, cert: "CERT", key: "KEY" });
    const missing = { ...settings, [`${at}:keyfile`]: join(dir, "none") };
    assert.deepEqual(npmCredentials(url, missing), { headers: {} });
    await rm(dir, { recursive: true });
  });
});
