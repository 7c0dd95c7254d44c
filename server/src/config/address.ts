/** An address to listen on. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** What {@link parseAddress} takes: `HOST:PORT`, an IPv6 host in brackets. */
export const ADDRESS_PATTERN = /^(\[[0-9a-fA-F:.]+\]|[^:[\]\s]+):(\d{1,5})$/;

/**
 * Splits `HOST:PORT`.
 * @throws RangeError where it is none or the port is above 65535.
 */
export function parseAddress(text: string): ListenAddress {
  const match = ADDRESS_PATTERN.exec(text);
  const host = match?.[1]?.replace(/^\[|\]$/g, "");
  const port = Number(match?.[2]);
  if (host === undefined || port > 65_535) {
    throw new RangeError("must be HOST:PORT with a port from 0 to 65535");
  }
  return { host, port };
}

/** `HOST:PORT`, an IPv6 host in brackets. */
export function formatAddress({ host, port }: ListenAddress): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Whether only this machine can reach `host`. A name other than localhost counts as reachable by others. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}
