import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { describe, it } from "node:test";
import { PullReport, progressText } from "./pull-report.js";

const MIB = 2 ** 20;

function report({ json = false }: { json?: boolean }): {
  said: () => string;
  at: (ms: number, doneMib: number) => void;
} {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  let nowMs = 0;
  const pull = new PullReport({ stdin, stdout, stderr, json }, () => nowMs);
  return {
    said: () => String(stderr.read() ?? ""),
    at: (ms, doneMib) => {
      nowMs = ms;
      const doneBytes = doneMib * MIB;
      pull.progress({ phase: "download", name: "a.onnx", doneBytes, totalBytes: 100 * MIB });
    },
  };
}

describe("progressText", () => {
  it("shows bar, share, bytes, rate, the time that is left and what is at work", () => {
    const progress = {
      phase: "download",
      name: "a.onnx",
      doneBytes: 30 * MIB,
      totalBytes: 120 * MIB,
    };
    assert.equal(
      progressText({ ...progress, phase: "download" }, 1.5 * MIB),
      "[#####---------------] 25 %  30 MiB of 120 MiB  1.5 MiB/s  1 min 0 s left  fetching a.onnx",
    );
    assert.equal(
      progressText({ ...progress, phase: "unpack", doneBytes: 120 * MIB }, undefined),
      "[####################] 100 %  120 MiB of 120 MiB  unpacking a.onnx",
    );
    assert.equal(
      progressText({ ...progress, phase: "check" }, undefined),
      "checking 30 MiB  a.onnx",
    );
  });
});

describe("PullReport without a terminal", () => {
  it("says a line for every tenth, not for what an earlier pull brought", () => {
    const { said, at } = report({});
    at(0, 45);
    assert.equal(said(), "");
    at(10, 54);
    at(20, 56);
    assert.equal(said(), "50 %, 56 MiB\n");
    at(30, 100);
    assert.equal(said(), "100 %, 100 MiB\n");
  });

  it("says nothing with --json", () => {
    const { said, at } = report({ json: true });
    at(0, 0);
    at(10, 100);
    assert.equal(said(), "");
  });
});
