// Writes the reference part of docs/edge-client.md anew from the built client. usage: node scripts/edge-client-reference.mjs
import { readFile, writeFile } from "node:fs/promises";
import {
  EDGE_CLIENT_DOC,
  REFERENCE_MARKER,
  referenceMarkdown,
} from "../edge-client/dist/test/support/reference-doc.js";

const [prose = ""] = (await readFile(EDGE_CLIENT_DOC, "utf8")).split(REFERENCE_MARKER);
await writeFile(EDGE_CLIENT_DOC, `${prose}${REFERENCE_MARKER}\n\n${await referenceMarkdown()}`);
