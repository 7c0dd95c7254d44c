import { choiceSetting, integerSetting, type Setting, textSetting } from "./setting.js";

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;

/** Every setting that a flag or the environment can give; each verb's `--help` lists those that it takes. */
export const SETTINGS = {
  server: textSetting({
    flag: "server",
    summary: "Where the server is.",
    unit: "address",
    range: "HOST:PORT, the port from 1 to 65535",
    // An IPv6 address stands in brackets.
    pattern:
      /^(\[[0-9a-fA-F:.]+\]|[^\s:[\]/]+):([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d\d|655[0-2]\d|6553[0-5])$/,
    defaultValue: "127.0.0.1:50051",
  }),
  connectTimeoutMs: integerSetting({
    flag: "connect-timeout-ms",
    summary:
      "How long a link may take to come up and to be answered. Raise it on very slow networks.",
    unit: "ms",
    min: 100,
    max: 2 * MINUTE_MS,
    defaultValue: 10 * SECOND_MS,
  }),
  retryMs: integerSetting({
    flag: "retry-ms",
    summary:
      "For how long a server that is busy or not there is tried again before speech begins. Raise it for devices that start together with their server.",
    unit: "ms",
    min: 0,
    max: 60 * MINUTE_MS,
    defaultValue: 2 * SECOND_MS,
  }),
  resumeWindowMs: integerSetting({
    flag: "resume-window-ms",
    summary:
      "For how long the server is asked to hold the speech after the link broke; 0 turns going on off. The server's own limit caps it.",
    unit: "ms",
    min: 0,
    max: 10 * MINUTE_MS,
    defaultValue: 30 * SECOND_MS,
  }),
  keepaliveMs: integerSetting({
    flag: "keepalive-ms",
    summary:
      "How long a link may be silent before the server is asked whether it is still there. Lower it to notice a dead Wi-Fi link sooner.",
    unit: "ms",
    min: SECOND_MS,
    max: 10 * MINUTE_MS,
    defaultValue: 5 * SECOND_MS,
  }),
  keepaliveTimeoutMs: integerSetting({
    flag: "keepalive-timeout-ms",
    summary: "How long the answer to that may take before the link counts as broken.",
    unit: "ms",
    min: 100,
    max: MINUTE_MS,
    defaultValue: 3 * SECOND_MS,
  }),
  device: textSetting({
    flag: "device",
    summary: "The ALSA device that plays. `sotto devices` lists them.",
    unit: "ALSA name",
    range: "an ALSA device name",
    pattern: /^[^\s-]\S*$/,
    defaultValue: "default",
  }),
  captureDevice: textSetting({
    flag: "capture-device",
    summary: "The ALSA device that records; `fifo:PATH` or `file:PATH` take sound from there.",
    unit: "ALSA name",
    range: "an ALSA device name, fifo:PATH or file:PATH",
    pattern: /^[^\s-]\S*$/,
    defaultValue: "default",
  }),
  captureBackend: choiceSetting<"auto" | "alsa-capture" | "arecord">({
    flag: "capture-backend",
    summary: "How the device is recorded: the alsa-capture library, or the arecord program.",
    choices: ["auto", "alsa-capture", "arecord"],
    defaultValue: "auto",
  }),
  prebufferMs: integerSetting({
    flag: "prebuffer-ms",
    summary:
      "Sound that is held before playback starts; it grows by itself after gaps. Raise it on networks that stutter.",
    unit: "ms",
    min: 0,
    max: 1500,
    defaultValue: 60,
  }),
  leadSilenceMs: integerSetting({
    flag: "lead-silence-ms",
    summary:
      "Silence played first. Raise it for amplifiers and Bluetooth speakers that swallow the first word.",
    unit: "ms",
    min: 0,
    max: 3 * SECOND_MS,
    defaultValue: 0,
  }),
  fallback: choiceSetting<"none" | "offline">({
    flag: "fallback",
    summary: "What speaks when no server answers: nothing, or the voice on this machine.",
    choices: ["none", "offline"],
    defaultValue: "none",
  }),
  modelsDir: textSetting({
    flag: "models-dir",
    summary: "The folder that models are pulled into, one folder each; the server takes the same.",
    unit: "path",
    range: "a path",
    pattern: /^[^\0]*$/,
    defaultValue: "",
    defaultText: "$XDG_DATA_HOME/sotto/models, or ~/.local/share/sotto/models",
  }),
} satisfies Record<string, Setting<string> | Setting<number>>;

/** The name of a setting. */
export type SettingName = keyof typeof SETTINGS;
