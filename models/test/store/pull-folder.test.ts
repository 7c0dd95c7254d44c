import assert from "node:assert/strict";
import { cp, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, it } from "node:test";
import { withModelLock } from "../../src/store/model-lock.js";
import { machineDisk, type StoreDisk } from "../../src/store/store-disk.js";
import { StoreError } from "../../src/store/store-error.js";
import { assertWhole } from "../support/assert-whole.js";
import { FakeRegistry } from "../support/fake-registry.js";
import { FILES, MODEL, noise } from "../support/store-model.js";
import { PullBench } from "../support/store-pull.js";

/** Puts the model's files into `folder`. */
async function fill(folder: string): Promise<void> {
  for (const [path, content] of Object.entries(FILES)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
}

/** A disk that takes `bytes` bytes, and then is full. */
function fullAfter(bytes: number): StoreDisk {
  let left = bytes;
  return {
    ...machineDisk,
    write: (file, chunk, offset) => {
      left -= chunk.length;
      if (left >= 0) return machineDisk.write(file, chunk, offset);
      return Promise.reject(Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }));
    },
  };
}

describe("a pull from a folder", () => {
  it("takes the files themselves, or another machine's models' folder", async () => {
    for (const nested of ["", MODEL.id]) {
      await using bench = await PullBench.start();
      await fill(join(bench.path("stick"), nested));
      await bench.pull("stick");
      await assertWhole(bench);
      await bench.pull(bench.modelsDir);
    }
  });

  it("names what is missing or wrong there, and takes it from the next source", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    const stick = bench.path("stick");
    await fill(stick);
    await rm(join(stick, "voices", "ann.bin"));
    await writeFile(join(stick, "voices", "bea.bin"), noise(700, 50));
    await writeFile(join(stick, "graph.onnx"), noise(70, 50));
    const { message, temporary } = await bench.failure(stick);
    assert.match(message, /graph\.onnx has 70 bytes where 5000 are right, /);
    assert.match(message, /voices\/ann\.bin is missing, voices\/bea\.bin is not the right one/);
    assert.ok(!temporary);
    await fill(stick);
    await rm(join(stick, "voices"), { recursive: true });
    await bench.pull(`${stick},npm`, { env: registry.env });
    await assertWhole(bench);
    assert.deepEqual(registry.tarballs, ["voices-1.0.0.tgz"]);
  });

  it("says that a folder is not there, and is not held up by what is no file", async () => {
    await using bench = await PullBench.start();
    assert.match((await bench.failure("/nowhere")).message, /\/nowhere: there is no such folder/);
    const stick = bench.path("stick");
    await fill(stick);
    await rm(join(stick, "graph.onnx"));
    await mkdir(join(stick, "graph.onnx"));
    assert.match((await bench.failure(stick)).message, /graph\.onnx is no regular file/);
  });
});

describe("the room for a pull", () => {
  it("is looked for before anything is fetched, and missing room is told in numbers", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    const disk = { ...machineDisk, freeBytes: () => Promise.resolve(3 << 20) };
    const { kind, message } = await bench.failure("npm", { env: registry.env, disk });
    assert.equal(kind, "diskFull");
    assert.match(message, /tiny needs 17 MiB more on the disk of its folder, which has 3 MiB left/);
    assert.equal(registry.server.requests.length, 0);
  });

  it("may run out at any byte, from any source; then what came is kept, and gone on with", async () => {
    await using registry = await FakeRegistry.start();
    const { env } = registry;
    for (const source of ["npm", "stick", `${registry.server.url}files/`]) {
      for (const [path, content] of Object.entries(FILES)) {
        registry.server.files.set(`/files/${path}`, content);
      }
      for (let bytes = 0; bytes < 9000; bytes += 1500) {
        await using bench = await PullBench.start();
        await fill(bench.path("stick"));
        const pull = bench.pull(source, { env, disk: fullAfter(bytes) });
        await pull.catch((error: unknown) => {
          assert.ok(error instanceof StoreError, String(error));
          assert.equal(error.kind, "diskFull");
          assert.match(error.message, /no room left to write .*free some space/);
        });
        await bench.pull(source, { env });
        await assertWhole(bench);
      }
    }
  });

  it("is said to be unusable where the folder can't be made", async () => {
    await using bench = await PullBench.start();
    await writeFile(bench.path("file"), "");
    const modelsDir = bench.path("file/models");
    const { kind, message } = await bench.failure("npm", { modelsDir });
    assert.equal(kind, "storage");
    assert.match(message, /--models-dir/);
    assert.equal((await bench.failure("npm", { modelsDir: "/proc/none/models" })).kind, "storage");
  });

  it("does not write through links that lie in its way", async () => {
    await using bench = await PullBench.start();
    await fill(bench.path("stick"));
    const partial = join(bench.modelsDir, ".pull", MODEL.id, "partial");
    await mkdir(partial, { recursive: true });
    await writeFile(bench.path("victim"), "whole");
    await symlink(bench.path("victim"), join(partial, "graph.onnx.copy"));
    assert.equal((await bench.failure("stick")).kind, "storage");
  });
});

describe("two pulls of one model", () => {
  it("don't fight: one brings it, the other is told who works on it", async () => {
    await using registry = await FakeRegistry.start();
    await using bench = await PullBench.start();
    const { env } = registry;
    const both = await Promise.allSettled([bench.pull("npm", { env }), bench.pull("npm", { env })]);
    const failed = both.filter((one) => one.status === "rejected");
    assert.equal(failed.length, 1);
    const error: unknown = failed[0]?.reason;
    assert.ok(error instanceof StoreError && error.temporary);
    assert.equal(error.kind, "busy");
    assert.match(error.message, new RegExp(`Process ${process.pid} works on tiny already`));
    await assertWhole(bench);
  });

  it("of another machine or a dead process: the first holds its lock, the other does not", async () => {
    await using bench = await PullBench.start();
    await fill(bench.path("stick"));
    const hold = (holder: { pid: number; started: string; machine: string }): Promise<StoreError> =>
      withModelLock(bench.modelsDir, MODEL.id, () => bench.failure("stick"), holder);
    const foreign = await hold({ pid: 1, started: "1", machine: "another" });
    assert.match(foreign.message, /Another machine or container works on tiny/);
    // A lock that its holder left behind: a number that nobody has, or that somebody else has now.
    const lock = join(bench.modelsDir, ".pull", `${MODEL.id}.lock`);
    await mkdir(dirname(lock), { recursive: true });
    const { machine } = await ownHolder(bench);
    await writeFile(lock, JSON.stringify({ pid: process.ppid, started: "0", machine }));
    await bench.pull("stick");
    await assertWhole(bench);
  });

  it("never work at the same time, however many there are; those of other models don't mind", async () => {
    await using bench = await PullBench.start();
    const working = new Map<string, number>();
    let worked = 0;
    const work = async (id: string): Promise<void> => {
      working.set(id, (working.get(id) ?? 0) + 1);
      assert.equal(working.get(id), 1, id);
      await readdir(bench.modelsDir);
      working.set(id, 0);
      worked += 1;
    };
    const ids = Array.from({ length: 60 }, (_, index) => `model-${index % 6}`);
    const runs = ids.map((id) => withModelLock(bench.modelsDir, id, () => work(id)));
    for (const run of await Promise.allSettled(runs)) {
      if (run.status === "fulfilled") continue;
      const error: unknown = run.reason;
      assert.ok(error instanceof StoreError && error.kind === "busy", String(error));
    }
    assert.ok(worked >= 6);
    assert.deepEqual(await readdir(bench.modelsDir), []);
  });

  it("leave a model that a killed pull had only to rename", async () => {
    await using bench = await PullBench.start();
    await fill(bench.path("stick"));
    await bench.pull("stick");
    const dir = join(bench.modelsDir, MODEL.id);
    const staging = join(bench.modelsDir, ".pull", MODEL.id);
    // Killed between the two renames: the old one is aside, the new one not yet in its place.
    await mkdir(staging, { recursive: true });
    await cp(dir, join(staging, "old"), { recursive: true });
    await rm(dir, { recursive: true });
    await bench.pull("/nowhere");
    await assertWhole(bench);
    assert.deepEqual(await readdir(bench.modelsDir), [MODEL.id]);
  });
});

async function ownHolder({ modelsDir }: PullBench): Promise<{ machine: string }> {
  const { thisProcess } = await import("../../src/store/model-lock.js");
  await mkdir(modelsDir, { recursive: true });
  return thisProcess();
}
