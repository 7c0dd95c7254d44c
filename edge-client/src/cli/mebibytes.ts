/** `bytes` for people, in MiB: whole from 10 on, with one decimal below. */
export function mebibytes(bytes: number): string {
  const value = bytes / 2 ** 20;
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} MiB`;
}
