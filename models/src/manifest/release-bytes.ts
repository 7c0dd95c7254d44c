import { MessageChannel } from "node:worker_threads";

/**
 * Frees the memory of `bytes` at once; the array is empty afterwards. The garbage collector would let a worker that
 * hardly allocates anything hold its model's files for minutes: with their buffer moved into a channel that is closed,
 * they go with it.
 */
export function releaseBytes(bytes: Uint8Array<ArrayBuffer>): void {
  const { port1, port2 } = new MessageChannel();
  port1.postMessage(null, [bytes.buffer]);
  port1.close();
  port2.close();
}
