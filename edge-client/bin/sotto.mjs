#!/usr/bin/env node
// The command's entry; npm links it before the first build, so it must exist in the tree.
await import("../dist/src/main.js");
