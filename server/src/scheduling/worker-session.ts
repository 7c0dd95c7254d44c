import type { Engine, PromptEncoder, Stepper, StepResult } from "@sotto/models";
import { SottoError } from "@sotto/proto/error";
import { ownBuffer } from "./own-buffer.js";
import type { JobKind, JobOrder, JobResults, Notice } from "./worker-protocol.js";

/**
 * What one worker thread holds: its engines, and the steppers and prompt encoders that are open on them. Methods are
 * called one after the other. It owns all of these; `close` ends them.
 */
export class WorkerSession {
  readonly #engines: ReadonlyMap<string, Engine>;
  readonly #steppers = new Map<number, Stepper>();
  readonly #prompts = new Map<number, PromptEncoder>();

  constructor(engines: readonly Engine[]) {
    this.#engines = new Map(engines.map((engine) => [engine.describe().id, engine]));
  }

  /** Steppers and prompt encoders that are open. */
  get openCount(): number {
    return this.#steppers.size + this.#prompts.size;
  }

  /** Does one job. @throws SottoError what the engine throws. */
  async work(order: JobOrder): Promise<JobResults[JobKind]> {
    switch (order.kind) {
      case "openSegment": {
        this.#steppers.set(order.segment, await this.#engine(order.model).open(order.spec));
        return undefined;
      }
      case "step":
        return await this.#step(order.segment, order.maxFrames);
      case "openPrompt": {
        this.#prompts.set(order.prompt, this.#engine(order.model).openPrompt());
        return undefined;
      }
      case "pushPrompt": {
        await held(this.#prompts, order.prompt).push(order.samples);
        return undefined;
      }
      case "finishPrompt": {
        const result = await held(this.#prompts, order.prompt).finish(order.transcript);
        return { ...result, profile: ownBuffer(result.profile) };
      }
    }
  }

  /** Obeys a notice other than `shutdown`. Closing what is not open (any more) does nothing. */
  obey(notice: Exclude<Notice, { kind: "shutdown" }>): void {
    switch (notice.kind) {
      case "closeSegment":
        this.#steppers.get(notice.segment)?.close();
        this.#steppers.delete(notice.segment);
        break;
      case "closePrompt":
        this.#prompts.get(notice.prompt)?.close();
        this.#prompts.delete(notice.prompt);
        break;
    }
  }

  /** Ends what is open, then the engines. */
  async close(): Promise<void> {
    for (const stepper of this.#steppers.values()) stepper.close();
    for (const prompt of this.#prompts.values()) prompt.close();
    this.#steppers.clear();
    this.#prompts.clear();
    for (const engine of this.#engines.values()) await engine.close();
  }

  async #step(segment: number, maxFrames: number): Promise<StepResult> {
    const result = await held(this.#steppers, segment).step(maxFrames);
    return { ...result, samples: ownBuffer(result.samples) };
  }

  #engine(model: string): Engine {
    const engine = this.#engines.get(model);
    if (engine === undefined) {
      throw new SottoError("MODEL_NOT_FOUND", `This server has no model "${model}".`, {
        resource: model,
      });
    }
    return engine;
  }
}

function held<T>(items: ReadonlyMap<number, T>, key: number): T {
  const item = items.get(key);
  // Only a defect of the main thread's book-keeping leads here.
  if (item === undefined) throw new Error(`nothing is open under the number ${key}`);
  return item;
}
