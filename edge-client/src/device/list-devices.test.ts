import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseCards, parseNames } from "./list-devices.js";

const CARDS = `**** List of PLAYBACK Hardware Devices ****
card 0: Headphones [bcm2835 Headphones], device 0: bcm2835 Headphones [bcm2835 Headphones]
  Subdevices: 8/8
  Subdevice #0: subdevice #0
card 1: Device [USB PnP Sound Device], device 3: USB Audio []
  Subdevices: 1/1
`;

const NAMES = `null
    Discard all samples (playback) or generate zero samples (capture)
default
hw:CARD=Headphones,DEV=0
    bcm2835 Headphones, bcm2835 Headphones
    Direct hardware device without any conversions
plughw:CARD=Headphones,DEV=0
    bcm2835 Headphones, bcm2835 Headphones
sysdefault:CARD=Headphones
    bcm2835 Headphones, bcm2835 Headphones
    Default Audio Device
`;

describe("parseCards", () => {
  it("names each card's devices by their converting names", () => {
    assert.deepEqual(
      parseCards(CARDS, "playback").map(({ name, description }) => [name, description]),
      [
        ["plughw:CARD=Headphones,DEV=0", "bcm2835 Headphones, bcm2835 Headphones"],
        ["plughw:CARD=Device,DEV=3", "USB PnP Sound Device"],
      ],
    );
  });

  it("finds nothing where there is nothing", () => {
    assert.deepEqual(parseCards("aplay: device_list:274: no soundcards found...\n", "capture"), []);
  });
});

describe("parseNames", () => {
  it("takes names with their descriptions, but none that the cards gave already", () => {
    assert.deepEqual(
      parseNames(NAMES, "capture").map(({ name, description }) => [name, description]),
      [
        ["null", "Discard all samples (playback) or generate zero samples (capture)"],
        ["default", ""],
        [
          "sysdefault:CARD=Headphones",
          "bcm2835 Headphones, bcm2835 Headphones, Default Audio Device",
        ],
      ],
    );
  });
});
