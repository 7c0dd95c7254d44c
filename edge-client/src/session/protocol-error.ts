import { SottoError } from "@sotto/proto";

/** The error of an answer that lacks `field`, which the contract promises. */
export function protocolError(field: string): SottoError {
  return new SottoError("PROTOCOL", `The server's answer has no ${field}: update the server.`, {
    field,
  });
}
