import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../test/support/fake-clock.js";
import { DeviceError } from "../device/device-error.js";
import { CHECK_MS_MAX, ok, runDoctor, warn, worstStatus } from "./doctor.js";
import { doctorTable } from "./doctor-table.js";
import { machineChecks } from "./machine-checks.js";
import { memoryFacts } from "./machine-facts.js";
import { serviceChecks } from "./service-checks.js";

const MIB = 1024 * 1024;
const files =
  (entries: Record<string, string>) =>
  (path: string): Promise<string | undefined> =>
    Promise.resolve(entries[path]);

describe("runDoctor", () => {
  it("gives a row for every check, also for one that throws or never answers", async () => {
    const clock = new FakeClock();
    const seen: string[] = [];
    const running = runDoctor(
      [
        { name: "a", run: () => Promise.resolve(ok("fine")) },
        {
          name: "b",
          run: () => Promise.reject(new DeviceError("deviceBusy", "x", "It is in use; close it.")),
        },
        { name: "c", run: () => new Promise(() => undefined) },
      ],
      (result) => seen.push(result.name),
      clock,
    );
    await clock.advance(CHECK_MS_MAX);
    const results = await running;
    assert.deepEqual(seen, ["a", "b", "c"]);
    assert.deepEqual(
      results.map(({ status, detail, advice }) => [status, detail, advice]).slice(0, 2),
      [
        ["ok", "fine", ""],
        ["fail", "It is in use", "close it."],
      ],
    );
    assert.match(results[2]?.detail ?? "", /30 s/);
    assert.equal(worstStatus(results), "fail");
    assert.equal(worstStatus([]), "ok");
  });

  it("prints advice below the rows that need it", () => {
    const table = doctorTable([
      { name: "disk", ...ok("much") },
      { name: "memory", ...warn("little", "Buy some.") },
    ]);
    assert.equal(table, "ok    disk    much\nwarn  memory  little\n              -> Buy some.\n");
  });
});

describe("memoryFacts", () => {
  const meminfo = "MemTotal: 8000000 kB\nMemAvailable:    1024000 kB\n";

  it("takes the kernel's word where no group limits us", async () => {
    const readText = files({ "/proc/meminfo": meminfo, "/proc/self/cgroup": "0::/user.slice\n" });
    assert.deepEqual(await memoryFacts(readText), {
      availableBytes: 1000 * MIB,
      limitedBy: "machine",
    });
  });

  it("takes what the narrowest control group above us leaves, version 2 and 1", async () => {
    const two = files({
      "/proc/meminfo": meminfo,
      "/proc/self/cgroup": "0::/system.slice/sotto.service\n",
      "/sys/fs/cgroup/system.slice/sotto.service/memory.max": "max\n",
      "/sys/fs/cgroup/system.slice/sotto.service/memory.current": "1000\n",
      "/sys/fs/cgroup/system.slice/memory.max": `${200 * MIB}\n`,
      "/sys/fs/cgroup/system.slice/memory.current": `${150 * MIB}\n`,
    });
    assert.deepEqual(await memoryFacts(two), { availableBytes: 50 * MIB, limitedBy: "cgroup" });
    const one = files({
      "/proc/meminfo": meminfo,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${100 * MIB}\n`,
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": `${40 * MIB}\n`,
    });
    assert.deepEqual(await memoryFacts(one), { availableBytes: 60 * MIB, limitedBy: "cgroup" });
    const unlimited = files({
      "/proc/meminfo": meminfo,
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1\n",
    });
    assert.equal((await memoryFacts(unlimited))?.limitedBy, "machine");
  });

  it("reads a container's own root", async () => {
    const readText = files({
      "/proc/meminfo": meminfo,
      "/proc/self/cgroup": "0::/\n",
      "/sys/fs/cgroup/memory.max": `${30 * MIB}\n`,
      "/sys/fs/cgroup/memory.current": `${20 * MIB}\n`,
    });
    assert.equal((await memoryFacts(readText))?.availableBytes, 10 * MIB);
  });
});

describe("machineChecks", () => {
  const statusOf = async (
    name: string,
    options: Partial<Parameters<typeof machineChecks>[0]>,
  ): Promise<string | undefined> => {
    const checks = machineChecks({ folder: "/", readText: files({}), ...options });
    const [result] = await runDoctor(checks.filter((check) => check.name === name));
    return result?.status;
  };

  it("judge Node, processor, memory and clock by what they find", async () => {
    assert.equal(await statusOf("Node.js", { nodeVersion: "20.19.0" }), "ok");
    assert.equal(await statusOf("Node.js", { nodeVersion: "18.20.1" }), "fail");
    assert.equal(await statusOf("processor", { arch: "arm" }), "warn");
    assert.equal(await statusOf("processor", { arch: "arm64" }), "ok");
    assert.equal(await statusOf("processor", { arch: "x64" }), "warn");
    const avx2 = files({ "/proc/cpuinfo": "flags\t\t: fpu avx avx2 sse\n" });
    assert.equal(await statusOf("processor", { arch: "x64", readText: avx2 }), "ok");
    assert.equal(await statusOf("memory", {}), "warn");
    const little = files({ "/proc/meminfo": "MemAvailable: 50000 kB\n" });
    assert.equal(await statusOf("memory", { readText: little }), "fail");
    assert.equal(await statusOf("clock", { nowMs: () => 0 }), "fail");
    assert.equal(await statusOf("clock", {}), "ok");
    assert.equal(await statusOf("disk", { folder: "/no/such/folder" }), "fail");
  });
});

describe("serviceChecks", () => {
  it("judge the server's distance and clock, and the offline voice", async () => {
    const judge = async (options: Parameters<typeof serviceChecks>[0]): Promise<string> => {
      const [result] = await runDoctor(serviceChecks(options));
      return `${result?.status ?? ""} ${result?.detail ?? ""}`;
    };
    const server = (roundTripMs: number, clockSkewMs = 0) => ({
      server: () => Promise.resolve({ detail: "here", roundTripMs, clockSkewMs }),
    });
    assert.equal(await judge(server(3)), "ok here, 3 ms away");
    assert.match(await judge(server(400)), /^warn/);
    assert.match(await judge(server(3, 60_000)), /^warn .*60 s behind/);
    assert.match(await judge(server(3, -60_000)), /^warn .*60 s ahead of/);
    const voice = { available: false, detail: "none" };
    assert.equal(await judge({ offlineVoice: () => Promise.resolve(voice) }), "warn none");
    assert.deepEqual(serviceChecks({}), []);
  });
});
