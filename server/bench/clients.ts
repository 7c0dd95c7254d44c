import { credentials } from "@grpc/grpc-js";
import { SynthesisServiceClient } from "@sotto/proto";

/** Runs `body` with `count` clients, each on a connection of its own as different users are, and closes them. */
export async function withClients<T>(
  address: string,
  count: number,
  body: (clients: readonly SynthesisServiceClient[]) => Promise<T>,
): Promise<T> {
  const clients = Array.from({ length: count }, () => {
    // Without this, clients of one process share one connection.
    const options = { "grpc.use_local_subchannel_pool": 1 };
    return new SynthesisServiceClient(address, credentials.createInsecure(), options);
  });
  try {
    await Promise.all(clients.map(connected));
    return await body(clients);
  } finally {
    for (const client of clients) client.close();
  }
}

const CONNECT_MS_MAX = 5000;

function connected(client: SynthesisServiceClient): Promise<void> {
  return new Promise((resolve, reject) => {
    client.waitForReady(Date.now() + CONNECT_MS_MAX, (error) => {
      if (error === undefined) resolve();
      else reject(error);
    });
  });
}
