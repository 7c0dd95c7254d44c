import type { ServiceDefinition, UntypedServiceImplementation } from "@grpc/grpc-js";

const identity = (bytes: Buffer): Buffer => bytes;

/** `grpc.health.v1.Health`, on raw bytes. */
export const HEALTH_SERVICE: ServiceDefinition = {
  check: {
    path: "/grpc.health.v1.Health/Check",
    requestStream: false,
    responseStream: false,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  },
};

/** Answers SERVING for every service. */
export const fakeHealth: UntypedServiceImplementation = {
  check: (_call: unknown, callback: (error: null, reply: Buffer) => void) => {
    callback(null, Buffer.of(0x08, 1));
  },
};
