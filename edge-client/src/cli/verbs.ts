import type { Verb } from "./verb.js";

/** The verbs; each is loaded when it is called for, so that a short command starts fast. */
export const VERBS: Readonly<Record<string, () => Promise<Verb>>> = {
  say: async () => (await import("./say.js")).say,
  converse: async () => (await import("./converse.js")).converse,
  record: async () => (await import("./record.js")).record,
  enroll: async () => (await import("./enroll.js")).enroll,
  voices: async () => (await import("./voices.js")).voices,
  models: async () => (await import("./models.js")).models,
  doctor: async () => (await import("./doctor.js")).doctor,
  devices: async () => (await import("./devices.js")).devices,
};
