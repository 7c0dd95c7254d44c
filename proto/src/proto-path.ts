import { fileURLToPath } from "node:url";

/** Folders to search for imports when a .proto of ours is loaded at run time (proto-loader's `includeDirs`). */
export const PROTO_INCLUDE_DIRS: readonly string[] = [
  fileURLToPath(new URL("../../", import.meta.url)),
];

/** The contract's files with services, relative to the first of {@link PROTO_INCLUDE_DIRS}. */
export const PROTO_FILES: readonly string[] = [
  "sotto/tts/v1/synthesis_service.proto",
  "sotto/tts/v1/voice_service.proto",
  "sotto/tts/v1/model_service.proto",
];
