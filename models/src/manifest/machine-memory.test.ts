import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SottoError } from "@sotto/proto/error";
import { memoryAvailable } from "./machine-memory.js";
import { MEMORY_RESERVE_BYTES, planMemory } from "./memory-plan.js";

const MIB = 2 ** 20;
const MEMINFO = { "/proc/meminfo": "MemTotal: 4000000 kB\nMemAvailable:    1048576 kB\n" };

function reader(files: Record<string, string>): (path: string) => string | undefined {
  return (path) => files[path];
}

describe("memoryAvailable", () => {
  it("is the machine's where no control group is nearer", () => {
    assert.deepEqual(memoryAvailable(reader(MEMINFO)), {
      bytes: 1024 * MIB,
      limitedBy: "the machine",
    });
  });

  it("is the least of a cgroup v2 and the groups above it, page cache counted as free", () => {
    const files = {
      ...MEMINFO,
      "/proc/self/cgroup": "0::/system.slice/sotto.service\n",
      "/sys/fs/cgroup/system.slice/sotto.service/memory.max": "max\n",
      "/sys/fs/cgroup/system.slice/sotto.service/memory.current": `${10 * MIB}\n`,
      "/sys/fs/cgroup/system.slice/memory.max": `${300 * MIB}\n`,
      "/sys/fs/cgroup/system.slice/memory.current": `${200 * MIB}\n`,
      "/sys/fs/cgroup/system.slice/memory.stat": `anon 5\ninactive_file ${50 * MIB}\n`,
    };
    assert.deepEqual(memoryAvailable(reader(files)), {
      bytes: 150 * MIB,
      limitedBy: "the control group /system.slice",
    });
  });

  it("knows cgroup v1, whose no-limit is a number", () => {
    const at = "/sys/fs/cgroup/memory";
    const files: Record<string, string> = {
      ...MEMINFO,
      "/proc/self/cgroup": "5:cpu,cpuacct:/a\n4:memory:/docker/abc\n",
      [`${at}/docker/abc/memory.limit_in_bytes`]: `${64 * MIB}`,
      [`${at}/docker/abc/memory.usage_in_bytes`]: `${60 * MIB}`,
      [`${at}/docker/abc/memory.stat`]: `inactive_file 1\ntotal_inactive_file ${MIB}\n`,
      [`${at}/memory.limit_in_bytes`]: "9223372036854771712",
      [`${at}/memory.usage_in_bytes`]: "0",
    };
    assert.equal(memoryAvailable(reader(files))?.bytes, 5 * MIB);
  });

  it("is unknown where the system doesn't tell", () => {
    assert.equal(memoryAvailable(reader({})), undefined);
  });
});

describe("planMemory", () => {
  const need = { modelId: "mini", bytesPerCopy: 100 * MIB, copies: 2 };
  const available = (bytes: number) => ({ bytes, limitedBy: "the machine" });

  it("takes what just fits, reserve included, and anything where nothing is known", () => {
    planMemory(need, available(200 * MIB + MEMORY_RESERVE_BYTES));
  });

  it("names how many copies would fit, and smaller models that do", () => {
    const smaller = [
      { modelId: "tiny", bytesPerCopy: 20 * MIB },
      { modelId: "middling", bytesPerCopy: 400 * MIB },
    ];
    assert.throws(
      () => {
        planMemory({ ...need, smaller }, available(140 * MIB));
      },
      (error: unknown) => {
        assert.ok(error instanceof SottoError);
        assert.match(error.message, /has 140 MiB left: use fewer workers \(1 would fit\), free/);
        assert.match(error.message, /use a smaller model such as tiny \(20 MiB\), or speak/);
        assert.doesNotMatch(error.message, /middling/);
        return true;
      },
    );
  });

  it("refuses a byte less, with the numbers and what to do", () => {
    assert.throws(
      () => {
        planMemory(need, available(200 * MIB + MEMORY_RESERVE_BYTES - 1));
      },
      (error: unknown) => {
        assert.ok(error instanceof SottoError);
        assert.equal(error.reason, "MODEL_UNUSABLE");
        assert.match(error.message, /needs 232 MiB \(2 copies .*fewer workers.*server/);
        return true;
      },
    );
  });
});
