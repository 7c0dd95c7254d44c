import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FAKE_MODEL } from "../../test/support/fake-inference.js";
import { checkCloning } from "./check-cloning.js";

const deaf = { ...FAKE_MODEL, id: "deaf", cloning: "none" } as const;
const able = { ...FAKE_MODEL, id: "able" } as const;
const reason = "UNSUPPORTED_FEATURE";

describe("checkCloning", () => {
  it("lets models pass that make voices from prompts", () => {
    checkCloning(able, [deaf, able]);
  });

  it("names the server's models that do where the one asked for doesn't", () => {
    const check = () => {
      checkCloning(deaf, [deaf, able, { ...able, id: "apt" }]);
    };
    assert.throws(check, { reason, message: /model deaf .* does: able, apt\.$/ });
  });

  it("says that no model of the server does", () => {
    const check = () => {
      checkCloning(deaf, [deaf]);
    };
    assert.throws(check, { reason, message: /model deaf .* no other one .* mini/ });
  });
});
