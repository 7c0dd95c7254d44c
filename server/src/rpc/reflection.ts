import type { Server } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { ReflectionService } from "@grpc/reflection";
import { PROTO_FILES, PROTO_INCLUDE_DIRS } from "@sotto/proto";

/** The paths that {@link addReflection} serves. */
export const REFLECTION_PATHS: readonly string[] = [
  "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
  "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
];

/** Serves grpc.reflection.v1 (and v1alpha, which older tools ask for) for the contract of this server. */
export function addReflection(server: Server): void {
  const contract = loadSync([...PROTO_FILES], { includeDirs: [...PROTO_INCLUDE_DIRS] });
  new ReflectionService(contract).addToServer(server);
}
