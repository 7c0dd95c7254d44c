import { readFile, writeFile } from "node:fs/promises";
import { EDGE_CLIENT_DOC, REFERENCE_MARKER, referenceMarkdown } from "./reference-doc.js";

// Writes the reference part of the document anew.
const [prose = ""] = (await readFile(EDGE_CLIENT_DOC, "utf8")).split(REFERENCE_MARKER);
await writeFile(EDGE_CLIENT_DOC, `${prose}${REFERENCE_MARKER}\n\n${await referenceMarkdown()}`);
