/** A promise that is settled from outside; the first settlement counts. (Node 20 has no Promise.withResolvers.) */
export class Deferred<T> {
  readonly promise: Promise<T>;
  #isSettled = false;
  #resolve!: (value: T) => void;
  #reject!: (error: Error) => void;

  constructor() {
    this.promise = new Promise<T>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever awaits it is told; a rejection that nobody awaits is not an unhandled one.
    this.promise.catch(() => undefined);
  }

  /** Whether it has been settled. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  resolve(value: T): void {
    this.#isSettled = true;
    this.#resolve(value);
  }

  reject(error: Error): void {
    this.#isSettled = true;
    this.#reject(error);
  }
}
