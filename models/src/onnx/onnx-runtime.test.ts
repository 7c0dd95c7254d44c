import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { SottoError } from "@sotto/proto/error";
import { OnnxGraph } from "./onnx-graph.js";
import { resolveOnnxOptions } from "./onnx-options.js";
import { loadOnnxRuntime } from "./onnx-runtime.js";

function messageOf(error: Error): string {
  try {
    loadOnnxRuntime(() => {
      throw error;
    });
  } catch (caught) {
    assert.ok(caught instanceof SottoError && caught.reason === "MODEL_UNUSABLE");
    assert.equal(caught.cause, error);
    return caught.message;
  }
  return "no error";
}

describe("loadOnnxRuntime", () => {
  it("says what to do when the package is missing", () => {
    assert.match(messageOf(new Error("Cannot find module 'onnxruntime-node'")), /npm ci/);
  });

  it("says what to do when there is no library for this architecture", () => {
    const error = new Error(
      "Cannot find module '../bin/napi-v6/linux/arm/onnxruntime_binding.node'",
    );
    assert.match(messageOf(error), /no native library for this machine .*64-bit/);
  });

  it("says what to do when the library is for another machine", () => {
    const error = Object.assign(new Error("wrong ELF class: ELFCLASS32"), {
      code: "ERR_DLOPEN_FAILED",
    });
    assert.match(messageOf(error), /doesn't run on this machine/);
  });

  it("is not called by importing the package: neither runtime nor dictionary are loaded", async () => {
    const index = new URL("../index.js", import.meta.url).href;
    const script = `await import(${JSON.stringify(index)});
      const maps = (await import("node:fs")).readFileSync("/proc/self/maps", "utf8");
      console.log(maps.includes("onnxruntime"));`;
    const args = ["--input-type=module", "-e", script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    assert.equal(stdout.trim(), "false");
  });
});

describe("OnnxGraph", () => {
  it("refuses bytes that are no graph, naming the file", async () => {
    const runtime = loadOnnxRuntime();
    for (const bytes of [new Uint8Array(0), new Uint8Array(500).fill(0xff)]) {
      const load = OnnxGraph.load(runtime, "voice.onnx", bytes, resolveOnnxOptions());
      await assert.rejects(load, /voice\.onnx/);
    }
  });
});
