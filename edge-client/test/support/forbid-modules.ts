import { register } from "node:module";

/**
 * Makes a process one in which the offline voice's packages are not installed: `node --import` this file. Every import
 * of them, direct or not, fails as Node's own does for a package that is missing.
 */
const hooks = `
  const forbidden = /^(@sotto\\/models|onnxruntime-node|onnxruntime-common)(\\/|$)/;
  export async function resolve(specifier, context, next) {
    if (forbidden.test(specifier)) {
      const error = new Error("Cannot find package '" + specifier + "'");
      error.code = "ERR_MODULE_NOT_FOUND";
      throw error;
    }
    return next(specifier, context);
  }
`;

register(`data:text/javascript,${encodeURIComponent(hooks)}`);
