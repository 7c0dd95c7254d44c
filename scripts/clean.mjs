// Removes what the build makes.
import { rmSync } from "node:fs";

const root = new URL("../", import.meta.url);
for (const path of [
  "proto/src/gen",
  ...["proto", "models", "server", "edge-client"].map((room) => `${room}/dist`),
]) {
  rmSync(new URL(path, root), { recursive: true, force: true });
}
