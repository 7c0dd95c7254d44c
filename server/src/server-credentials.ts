import { ServerCredentials } from "@grpc/grpc-js";
import { isLoopback } from "./config/address.js";
import type { Config } from "./config.js";

/**
 * The credentials that connections are accepted with. Without TLS so far: `config.ts` sees to it that only this machine
 * can connect, unless someone has said otherwise in so many words; a configuration made by a program is checked here.
 */
export function serverCredentials(config: Config): ServerCredentials {
  if (!config.insecureListen && !isLoopback(config.listen.host)) {
    throw new Error("There are no credentials for an address that other machines can reach.");
  }
  return ServerCredentials.createInsecure();
}
