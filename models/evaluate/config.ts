import { homedir } from "node:os";
import { defaultModelsDir } from "../src/store/models-dir.js";

/** The folder that `sotto models pull` leaves models in where it is told no other. */
export function pulledModelsDir(): string {
  return defaultModelsDir(process.env, homedir());
}
