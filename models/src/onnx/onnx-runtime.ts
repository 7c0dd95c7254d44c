import { createRequire } from "node:module";
import { modelUnusable } from "../manifest/model-unusable.js";
import type { ResolvedOnnxOptions } from "./onnx-options.js";

/** The elements of a tensor of our graphs. */
type TensorData = Float32Array | Float64Array | Int32Array;

/** A tensor of ONNX Runtime; row-major. */
export interface Tensor {
  readonly data: unknown;
  readonly dims: readonly number[];
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** A loaded graph of ONNX Runtime. */
export interface InferenceSession {
  run(feeds: Tensors): Promise<Tensors>;
  release(): Promise<void>;
}

/**
 * The part of the module `onnxruntime-node` that Sotto uses. It is written out here because the module's own types need
 * those of the browser, and because tests put another in its place.
 */
export interface OnnxRuntime {
  readonly Tensor: new (
    type: "float32" | "float64" | "int32",
    data: TensorData,
    dims: readonly number[],
  ) => Tensor;
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
      options: Readonly<Record<string, unknown>>,
    ): Promise<InferenceSession>;
  };
  /** The execution providers that were built in. */
  listSupportedBackends(): readonly { readonly name: string }[];
}

/**
 * Loads ONNX Runtime. Only here is it loaded, and only when a model is, so that this package can be used for all else
 * where the native library is absent.
 * @param load loads the module; replaced in tests.
 * @throws SottoError MODEL_UNUSABLE where it isn't installed or doesn't run on this machine.
 */
export function loadOnnxRuntime(load: () => OnnxRuntime = requireOnnxRuntime): OnnxRuntime {
  try {
    return load();
  } catch (error) {
    throw modelUnusable(whyNotLoaded(error), "a working onnxruntime-node", error);
  }
}

/**
 * Checks the execution providers that are asked for against those that the runtime has.
 * @throws SottoError MODEL_UNUSABLE listing the ones there are.
 */
export function checkProviders(runtime: OnnxRuntime, options: ResolvedOnnxOptions): void {
  const known = runtime.listSupportedBackends().map((backend) => backend.name);
  const missing = options.providers.find((provider) => !known.includes(provider));
  if (options.providers.length > 0 && missing === undefined) return;
  throw modelUnusable(
    `ONNX Runtime has no execution provider ${missing === undefined ? "chosen" : `"${missing}"`} here; choose of: ` +
      `${known.join(", ")}.`,
    `one of ${known.join(", ")}`,
  );
}

function requireOnnxRuntime(): OnnxRuntime {
  const require = createRequire(import.meta.url);
  return require("onnxruntime-node") as OnnxRuntime;
}

function whyNotLoaded(error: unknown): string {
  const here = `${process.platform}-${process.arch}`;
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : "";
  if (code === "ERR_DLOPEN_FAILED" || /ELF|GLIBC|shared object|dlopen/.test(message)) {
    return (
      `ONNX Runtime's native library doesn't run on this machine (${here}): install the packages here with npm ci ` +
      "(64-bit Linux with glibc 2.28 or later), or speak through a Sotto server on another machine."
    );
  }
  if (message.includes("onnxruntime_binding")) {
    return (
      `ONNX Runtime has no native library for this machine (${here}): use 64-bit Linux on x64 or arm64 (on a Raspberry ` +
      "Pi the 64-bit OS), or speak through a Sotto server on another machine."
    );
  }
  return "ONNX Runtime (onnxruntime-node) is not installed: run npm ci, or speak through a Sotto server on another machine.";
}
