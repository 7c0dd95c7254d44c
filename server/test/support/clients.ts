import { credentials, Metadata, type ServiceError } from "@grpc/grpc-js";
import {
  decodeStatusDetails,
  ModelServiceClient,
  SottoError,
  STATUS_DETAILS_KEY,
  SynthesisServiceClient,
  VoiceServiceClient,
} from "@sotto/proto";

/** Clients of all services on one channel each. */
export interface Clients {
  readonly synthesis: SynthesisServiceClient;
  readonly voices: VoiceServiceClient;
  readonly models: ModelServiceClient;
  readonly close: () => void;
}

/** Opens clients for `address`; the caller closes them. */
export function openClients(address: string): Clients {
  const insecure = credentials.createInsecure();
  const synthesis = new SynthesisServiceClient(address, insecure);
  const voices = new VoiceServiceClient(address, insecure);
  const models = new ModelServiceClient(address, insecure);
  return {
    synthesis,
    voices,
    models,
    close: () => {
      for (const client of [synthesis, voices, models]) client.close();
    },
  };
}

/** Runs `use` with clients and closes them. */
export async function withClients(
  address: string,
  use: (clients: Clients) => Promise<void>,
): Promise<void> {
  const clients = openClients(address);
  try {
    await use(clients);
  } finally {
    clients.close();
  }
}

/** One unary call as a promise: `unary((done) => client.getModel(request, done))`. */
export function unary<Response>(
  call: (done: (error: ServiceError | null, response: Response) => void) => unknown,
): Promise<Response> {
  return new Promise((resolve, reject) => {
    call((error, response) => {
      if (error === null) resolve(response);
      else reject(error);
    });
  });
}

/** The typed error that a failed call's trailer carries. @throws Error where it carries none. */
export function sottoErrorOf(error: unknown): SottoError {
  const { metadata } = error as Partial<ServiceError>;
  const bytes = metadata instanceof Metadata ? metadata.get(STATUS_DETAILS_KEY)[0] : undefined;
  const decoded = bytes instanceof Buffer ? decodeStatusDetails(bytes) : undefined;
  if (decoded === undefined) throw new Error(`No typed error: ${String(error)}`);
  return decoded;
}

/** What a promise rejects with. @throws Error where it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<ServiceError> {
  try {
    await promise;
  } catch (error) {
    return error as ServiceError;
  }
  throw new Error("The call succeeded.");
}
