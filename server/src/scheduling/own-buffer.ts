/**
 * `view` on a buffer that holds nothing else, so that the buffer can cross to another thread without taking something
 * else along. Copies only where the view covers a part of its buffer.
 */
export function ownBuffer<T extends Float32Array | Uint8Array>(view: T): T {
  const { buffer } = view;
  if (buffer instanceof ArrayBuffer && buffer.byteLength === view.byteLength) return view;
  // `slice` of a Buffer would be a view again.
  const copy = view instanceof Uint8Array ? Uint8Array.prototype.slice.call(view) : view.slice();
  return copy as T;
}
