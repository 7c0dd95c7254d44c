import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { defaultConfig, printableConfig, readCommand, synthesisLimits } from "../config.js";
import { serverCredentials } from "../server-credentials.js";
import { formatAddress, isLoopback, parseAddress } from "./address.js";
import { helpText, optionTables } from "./help.js";
import type { Option } from "./option.js";
import { environmentNameOf, flagOf, OPTIONS } from "./option-table.js";
import { UsageError } from "./parse-arguments.js";

function configOf(
  argv: readonly string[],
  environment: Record<string, string> = {},
): ReturnType<typeof defaultConfig> {
  const command = readCommand(argv, environment);
  assert.equal(command.kind, "serve");
  return command.config;
}

describe("the configuration", () => {
  it("takes flags before the environment before defaults", () => {
    assert.equal(configOf([]).graceMs, 10_000);
    assert.equal(configOf([], { SOTTO_GRACE_MS: "5" }).graceMs, 5);
    assert.equal(configOf(["--grace-ms", "6"], { SOTTO_GRACE_MS: "5" }).graceMs, 6);
    assert.equal(configOf(["--grace-ms=7"]).graceMs, 7);
    assert.equal(configOf(["--no-require-consent"]).requireConsent, false);
    assert.equal(
      configOf(["--require-consent"], { SOTTO_REQUIRE_CONSENT: "0" }).requireConsent,
      true,
    );
    assert.deepEqual(configOf(["--model", "mini,other"]).models, ["mini", "other"]);
  });

  it("is frozen and has every option", () => {
    const config = configOf([]);
    assert.ok(Object.isFrozen(config));
    const renamed = { model: "models" } as Record<string, string>;
    const printed = JSON.parse(printableConfig(config)) as object;
    for (const name of Object.keys(OPTIONS)) assert.ok((renamed[name] ?? name) in printed, name);
    assert.equal(synthesisLimits(config).callMs, config.callMs);
  });

  it("refuses each option's wrong value in one sentence that names it", () => {
    for (const [name, option] of Object.entries<Option<unknown>>(OPTIONS)) {
      if (name === "modelsDir") continue;
      const bad = option.unit === "path" ? "\0" : " nonsense ";
      for (const read of [
        () => readCommand([`${flagOf(name)}=${bad}`], {}),
        () => readCommand([], { [environmentNameOf(name)]: bad }),
      ]) {
        assert.throws(read, (error: unknown) => {
          assert.ok(error instanceof UsageError);
          assert.match(
            error.message,
            new RegExp(`^(${flagOf(name)}|${environmentNameOf(name)}) must be .*\\.$`),
          );
          return true;
        });
      }
    }
  });

  it("does not listen in the open by accident", () => {
    for (const host of ["0.0.0.0", "[::]", "192.168.1.5", "example.org"]) {
      for (const flag of ["--listen", "--admin-listen"]) {
        const argv = [flag, `${host}:50051`];
        assert.throws(() => configOf(argv), /--insecure-listen/);
        assert.ok(configOf([...argv, "--insecure-listen"]));
      }
    }
    const open = defaultConfig({ listen: { host: "0.0.0.0", port: 0 } });
    assert.throws(() => serverCredentials(open));
    assert.equal(serverCredentials(defaultConfig())._isSecure(), false);
  });

  it("asks for OTLP only where the standard variables do", () => {
    assert.equal(configOf([]).otlp, false);
    assert.equal(configOf([], { OTEL_EXPORTER_OTLP_ENDPOINT: "http://localhost:4318" }).otlp, true);
    assert.equal(configOf([], { OTEL_TRACES_EXPORTER: "none" }).otlp, false);
    const disabled = { OTEL_TRACES_EXPORTER: "otlp", OTEL_SDK_DISABLED: "true" };
    assert.equal(configOf([], disabled).otlp, false);
  });

  it("keeps its state where XDG says", () => {
    assert.equal(configOf([], { XDG_STATE_HOME: "/var/state" }).dataDir, "/var/state/sotto");
    assert.match(configOf([], { XDG_STATE_HOME: "relative" }).dataDir, /\/\.local\/state\/sotto$/);
    assert.equal(configOf(["--data-dir", "/elsewhere"]).dataDir, "/elsewhere");
  });

  it("is documented, option by option", () => {
    const page = readFileSync(
      new URL("../../../../docs/configuration.md", import.meta.url),
      "utf8",
    );
    assert.ok(page.includes(optionTables()), "run: node scripts/write-reference.mjs");
    for (const name of Object.keys(OPTIONS)) assert.ok(helpText().includes(`  ${flagOf(name)}  `));
  });
});

describe("addresses", () => {
  it("are split and joined again, IPv6 too", () => {
    for (const text of ["127.0.0.1:0", "localhost:65535", "[::1]:50051"]) {
      assert.equal(formatAddress(parseAddress(text)), text);
    }
    for (const text of ["", "host", "host:", ":1", "::1:5", "host:65536", "a b:1"]) {
      assert.throws(() => parseAddress(text), RangeError);
    }
  });

  it("are loopback or not", () => {
    for (const host of ["127.0.0.1", "127.9.9.9", "localhost", "::1"]) assert.ok(isLoopback(host));
    for (const host of ["0.0.0.0", "::", "127.0.0.1.example.org", "10.0.0.1"])
      assert.equal(isLoopback(host), false);
  });
});
