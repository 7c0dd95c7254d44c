/** The variable that official builds of ONNX Runtime from 1.29 on look at when the library is loaded. */
const RUNTIME_REPORTS_OFF = "ORT_DISABLE_TELEMETRY";

/**
 * Keeps ONNX Runtime from reporting its use over the network to its maker, and from keeping a device id and a database
 * in the user's cache for that, which it does unless it is told not to. The native library reads the process's
 * environment, which only the main thread can change: call it before the first worker loads a model. What the user has
 * set stays.
 */
export function silenceRuntimeReports(): void {
  process.env[RUNTIME_REPORTS_OFF] ??= "1";
}
