import { type Engine, loadEngine as loadTestEngine, type Stepper } from "@sotto/models";
import { SottoError } from "@sotto/proto";

/** What goes wrong with the models that this module loads in a worker or smoke child. */
export type LoadingFault =
  /** Loading throws a typed, or an untyped error. */
  | "unusable"
  | "throws"
  /** The thread or process ends while it loads. */
  | "exits"
  /** Loading never ends. */
  | "hangs"
  /** The process is ended by this signal; never in a worker thread. */
  | "SIGILL"
  | "SIGSEGV"
  | "SIGKILL"
  /** The warm-up gets no samples, samples that are no numbers, or no end of them. */
  | "silent"
  | "not finite"
  | "endless"
  /** It loads; then a timer throws, or the heap overflows, when a segment with this text is opened. */
  | "throws later"
  | "overflows later";

/** A source that this loader understands. */
export interface FaultySource {
  readonly fault: LoadingFault;
}

/** The URL of this module, for `loaderUrl`. */
export const FAULTY_LOADER_URL = import.meta.url;

/** The text that makes the faults that come later. */
export const FAULTY_TEXT = "Fail now.";

/**
 * As `loadEngine` of the models, with a fault.
 * @public Workers import it by {@link FAULTY_LOADER_URL}.
 */
export async function loadEngine({ fault }: FaultySource): Promise<Engine> {
  switch (fault) {
    case "unusable":
      throw new SottoError("MODEL_UNUSABLE", "voice.json is damaged.", { resource: "voice.json" });
    case "throws":
      throw new Error("libfoo.so: cannot open shared object file");
    case "exits":
      process.exit(3);
      break;
    case "hangs":
      // Something has to keep the thread alive.
      setInterval(() => undefined, 1000);
      await new Promise(() => undefined);
      break;
    case "SIGILL":
    case "SIGSEGV":
    case "SIGKILL":
      process.kill(process.pid, fault);
      // The signal is on its way.
      await new Promise(() => undefined);
      break;
    case "silent":
    case "not finite":
    case "endless":
    case "throws later":
    case "overflows later":
      break;
  }
  const engine = await loadTestEngine({ family: "test", options: {} });
  return {
    describe: () => engine.describe(),
    openPrompt: () => engine.openPrompt(),
    close: () => engine.close(),
    open: async (spec) => {
      if (spec.text === FAULTY_TEXT) failLater(fault);
      return withFault(await engine.open(spec), fault);
    },
  };
}

function failLater(fault: LoadingFault): void {
  if (fault === "throws later") {
    setImmediate(() => {
      throw new Error("outside of any job");
    });
  }
  if (fault === "overflows later") {
    const kept: string[][] = [];
    for (;;) kept.push(new Array<string>(10_000).fill("x"));
  }
}

function withFault(stepper: Stepper, fault: LoadingFault): Stepper {
  return {
    close: () => {
      stepper.close();
    },
    step: async (maxFrames) => {
      const result = await stepper.step(maxFrames);
      if (fault === "silent") return { ...result, samples: new Float32Array(0) };
      if (fault === "not finite") return { ...result, samples: Float32Array.of(0, NaN) };
      return fault === "endless" ? { ...result, done: false } : result;
    },
  };
}
