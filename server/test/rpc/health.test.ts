import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Client, credentials, loadPackageDefinition, type ServiceError } from "@grpc/grpc-js";
import { loadSync } from "@grpc/proto-loader";
import { protoPath } from "grpc-health-check";
import { rejection, unary } from "../support/clients.js";
import { RawClient } from "../support/raw-client.js";
import { startTestServer, withServer } from "../support/test-server.js";

interface HealthStatus {
  readonly status: string;
}

type Untyped = Client &
  Record<
    string,
    (
      ...parameters: unknown[]
    ) => AsyncIterable<unknown> & { cancel(): void; write(request: unknown): void; end(): void }
  >;

describe("health and reflection", () => {
  it("tells that each service serves, and NOT_FOUND of others", async () => {
    await withServer({}, async (server) => {
      const client = openHealth(server.address);
      for (const service of ["", "sotto.tts.v1.SynthesisService", "sotto.tts.v1.VoiceService"]) {
        assert.equal((await check(client, service)).status, "SERVING");
      }
      assert.equal((await rejection(check(client, "no.such.Service"))).code, 5);
      client.close();
    });
  });

  it("tells watchers of the end, refuses new speech meanwhile, and then ends them", async () => {
    const server = await startTestServer({ config: { graceMs: 60_000 } });
    const client = openHealth(server.address);
    const watch = client["Watch"]!({ service: "sotto.tts.v1.SynthesisService" });
    const seen: string[] = [];
    const raw = await RawClient.open(server.address);
    // A stream that is open keeps the grace running.
    const open = raw.call("/sotto.tts.v1.SynthesisService/StreamSynthesize");
    let stopped: Promise<void> | undefined;
    try {
      for await (const reply of watch) {
        seen.push((reply as HealthStatus).status);
        if (seen.length === 1) stopped = server.stop();
        else {
          assert.equal((await check(client, "")).status, "NOT_SERVING");
          const refused = await raw.call("/sotto.tts.v1.ModelService/ListModels").readAll();
          assert.equal(refused.status, 14);
          open.reset();
        }
      }
    } catch (error) {
      assert.equal((error as ServiceError).code, 14);
    }
    assert.deepEqual(seen, ["SERVING", "NOT_SERVING"]);
    await stopped;
    client.close();
    raw.close();
  });

  it("a watcher of an unknown service is told so and kept", async () => {
    await withServer({}, async (server) => {
      const client = openHealth(server.address);
      const watch = client["Watch"]!({ service: "no.such.Service" });
      for await (const reply of watch) {
        assert.equal((reply as HealthStatus).status, "SERVICE_UNKNOWN");
        break;
      }
      watch.cancel();
      client.close();
      await server.idle();
    });
  });

  it("reflection tells of our services, and can be switched off", async () => {
    await withServer({}, async (server) => {
      assert.deepEqual(await reflectedServices(server.address), [
        "sotto.tts.v1.ModelService",
        "sotto.tts.v1.SynthesisService",
        "sotto.tts.v1.VoiceService",
      ]);
    });
    await withServer({ config: { reflection: false } }, async (server) => {
      const error = await rejection(reflectedServices(server.address));
      assert.equal(error.code, 12);
    });
  });
});

function openHealth(address: string): Untyped {
  return openUntyped(protoPath, "grpc.health.v1.Health", address);
}

function openUntyped(path: string, service: string, address: string): Untyped {
  const loaded = loadPackageDefinition(loadSync(path, { enums: String, defaults: true }));
  let found: unknown = loaded;
  for (const part of service.split(".")) found = (found as Record<string, unknown>)[part];
  const Constructor = found as new (address: string, creds: unknown) => Untyped;
  return new Constructor(address, credentials.createInsecure());
}

function check(client: Untyped, service: string): Promise<HealthStatus> {
  return unary<HealthStatus>((done) => client["Check"]!({ service }, done));
}

async function reflectedServices(address: string): Promise<string[]> {
  const folder = new URL(
    "../../../../node_modules/@grpc/reflection/build/proto/grpc/reflection/v1/",
    import.meta.url,
  );
  const path = fileURLToPath(new URL("reflection.proto", folder));
  const client = openUntyped(path, "grpc.reflection.v1.ServerReflection", address);
  try {
    const call = client["ServerReflectionInfo"]!();
    call.write({ listServices: "*" });
    call.end();
    const names: string[] = [];
    for await (const reply of call) {
      const { listServicesResponse } = reply as {
        listServicesResponse: { service: { name: string }[] };
      };
      names.push(...listServicesResponse.service.map(({ name }) => name));
    }
    return names.sort();
  } finally {
    client.close();
  }
}
