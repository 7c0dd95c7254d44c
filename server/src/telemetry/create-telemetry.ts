import type { Config } from "../config.js";
import { SILENT_TELEMETRY, type Telemetry } from "./telemetry.js";

/**
 * Telemetry as the configuration asks for it. Where it asks for none, no part of OpenTelemetry's SDK is loaded. Its
 * owner shuts it down.
 */
export async function createTelemetry(config: Config): Promise<Telemetry> {
  const prometheus = config.adminListen !== undefined;
  if (!prometheus && !config.otlp) return SILENT_TELEMETRY;
  const { OtelTelemetry } = await import("./otel-telemetry.js");
  if (!config.otlp) return new OtelTelemetry({ prometheus });
  const { NodeSDK, resources } = await import("@opentelemetry/sdk-node");
  // Endpoint, protocol, headers, sampling and resource come from the standard OTEL_* variables; a service name among
  // them goes before this one.
  const resource = resources.resourceFromAttributes({ "service.name": "sotto" });
  const exporting = new NodeSDK({ resource, logRecordProcessors: [] });
  return new OtelTelemetry({ prometheus, exporting });
}
