import { status as GrpcStatus, Metadata } from "@grpc/grpc-js";
import { SynthesisConfig, type SynthesizeResponse } from "@sotto/proto";
import { throwIfCancelled } from "./broken-stream-error.js";
import { type CallStatus, errorFromStatus } from "./link-error.js";
import type { ServerConnection } from "./server-connection.js";
import type { CallSettings } from "./unary-call.js";

/** An event of a whole-text synthesis. */
export type SynthesizeEvent = NonNullable<SynthesizeResponse["event"]>;

/**
 * Speaks a whole text as one utterance: the simple call, without reconnecting. Leaving the loop cancels it.
 * @throws SottoError as the server says; LinkError where the link fails; CANCELLED when the signal aborts.
 */
export async function* synthesize(
  connection: ServerConnection,
  request: { readonly text: string; readonly config: Partial<SynthesisConfig> },
  { signal, metadata, timeoutMs }: CallSettings,
): AsyncGenerator<SynthesizeEvent, void, undefined> {
  throwIfCancelled(signal);
  const config = SynthesisConfig.fromPartial(request.config);
  const options = timeoutMs === undefined ? {} : { deadline: Date.now() + timeoutMs };
  const call = connection.synthesis.synthesize(
    { config, text: request.text },
    metadata?.() ?? new Metadata(),
    options,
  );
  call.on("error", () => undefined);
  const status = new Promise<CallStatus>((resolve) => call.on("status", resolve));
  const cancel = (): void => {
    call.cancel();
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    for await (const reply of call) {
      const { event } = reply as SynthesizeResponse;
      if (event !== undefined) yield event;
    }
  } catch {
    // The status below says more.
  } finally {
    signal.removeEventListener("abort", cancel);
    cancel();
  }
  const end = await status;
  throwIfCancelled(signal);
  if (end.code !== GrpcStatus.OK) throw errorFromStatus(end, connection.address);
}
