/** The most memory that this process has had, in MiB with one decimal. */
export function peakRssMiB(): number {
  // libuv gives kilobytes on every platform.
  return Math.round((process.resourceUsage().maxRSS / 1024) * 10) / 10;
}
