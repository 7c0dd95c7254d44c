/** Running telemetry; its owner shuts it down. */
export interface Telemetry {
  /** Sends what waits and stops. Never rejects: a collector that is away must not fail a command that spoke. */
  shutdown(): Promise<void>;
}

const OFF: Telemetry = { shutdown: () => Promise.resolve() };

/** How long the last spans may take to be sent, in milliseconds. */
const SHUTDOWN_MS = 2000;

/**
 * Starts OpenTelemetry as its standard variables say, where `wanted`. The SDK (tens of megabytes) is loaded only then;
 * without it the API's spans cost nothing.
 */
export async function startTelemetry(wanted: boolean): Promise<Telemetry> {
  if (!wanted) return OFF;
  const { NodeSDK, resources } = await import("@opentelemetry/sdk-node");
  const sdk = new NodeSDK({
    serviceName: "sotto-edge-client",
    instrumentations: [],
    // Not the process detector: it sends the command line, which holds what the user says.
    resourceDetectors: [resources.envDetector, resources.hostDetector],
  });
  sdk.start();
  return {
    shutdown: async () => {
      const late = new Promise((resolve) => setTimeout(resolve, SHUTDOWN_MS).unref());
      await Promise.race([sdk.shutdown().catch(() => undefined), late]);
    },
  };
}
