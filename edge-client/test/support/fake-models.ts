import { status as GrpcStatus } from "@grpc/grpc-js";
import { CloningKind, Model, type ModelServiceServer } from "@sotto/proto";
import { FAKE_RATE_HZ } from "./fake-speech.js";

const MODEL = Model.fromPartial({
  id: "fake",
  version: "1",
  description: "Made-up sound for tests.",
  languages: ["en-GB"],
  sampleRateHz: FAKE_RATE_HZ,
  features: {
    cloning: CloningKind.PITCH,
    cloningDescription: "Only the pitch.",
    styles: ["slower", "faster"],
    wordMarks: true,
    speedMin: 0.5,
    speedMax: 2,
  },
  memoryBytes: 50 * 1024 * 1024,
  license: "Apache-2.0",
  voices: ["fake-voice"],
  defaultVoice: "fake-voice",
  isDefault: true,
});

/** The fake's ModelService: one model, "fake". */
export const fakeModelService: ModelServiceServer = {
  listModels: (_call, callback) => {
    callback(null, { models: [MODEL] });
  },
  getModel: (call, callback) => {
    if (call.request.id === "" || call.request.id === MODEL.id) callback(null, { model: MODEL });
    else callback({ code: GrpcStatus.NOT_FOUND, details: "no such model" });
  },
};
