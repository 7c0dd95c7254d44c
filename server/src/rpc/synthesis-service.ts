import { SynthesisServiceService } from "@sotto/proto";
import type { SynthesisDeps } from "../synthesis/ports.js";
import type { SessionStore } from "../synthesis/session-store.js";
import { streamSynthesize } from "../synthesis/stream-synthesize.js";
import { synthesize } from "../synthesis/synthesize.js";
import { type Method, onlyRequest, streamMethod } from "./method.js";

/** SynthesisService: both calls hand over to the synthesis room, which knows nothing of gRPC. */
export function synthesisMethods(deps: SynthesisDeps, sessions: SessionStore): readonly Method[] {
  return [
    streamMethod(SynthesisServiceService.synthesize, async function* (requests, context) {
      const request = await onlyRequest(requests);
      yield* synthesize(request, deps, context.observer, context.signal, sessions);
    }),
    streamMethod(SynthesisServiceService.streamSynthesize, (requests, context) =>
      streamSynthesize(requests, deps, context.observer, context.signal, sessions),
    ),
  ];
}
