import type { ModelDescription } from "@sotto/models";
import { SottoError } from "@sotto/proto";

/**
 * Checks that `model` makes voices from prompts; `models` are all that the server has.
 * @throws SottoError UNSUPPORTED_FEATURE, naming those that do where there are any.
 */
export function checkCloning(model: ModelDescription, models: readonly ModelDescription[]): void {
  if (model.cloning !== "none") return;
  const able = models.filter(({ cloning }) => cloning !== "none").map(({ id }) => id);
  const advice =
    able.length === 0
      ? "no other one of this server does: leave the prompt out, or ask a server with one that does, such as mini"
      : `choose one of this server's that does: ${able.join(", ")}`;
  const message = `The model ${model.id} makes no voices from prompts; ${advice}.`;
  const limit = "for a model that makes voices from prompts";
  throw new SottoError("UNSUPPORTED_FEATURE", message, { field: "config.prompt", limit });
}
