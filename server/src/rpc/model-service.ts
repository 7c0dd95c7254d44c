import type { CloningKind as EngineCloningKind, ModelDescription } from "@sotto/models";
import { CloningKind, type Model, ModelServiceService, SottoError } from "@sotto/proto";
import { type Method, unaryMethod } from "./method.js";

const CLONING_KINDS: Readonly<Record<EngineCloningKind, CloningKind>> = {
  none: CloningKind.UNSPECIFIED,
  pitch: CloningKind.PITCH,
  speaker: CloningKind.SPEAKER,
};

/** ModelService for `models`, the default one first. */
export function modelMethods(models: readonly ModelDescription[]): readonly Method[] {
  return [
    unaryMethod(ModelServiceService.listModels, () => ({
      models: models.map((model) => toMessage(model, model === models[0])),
    })),
    unaryMethod(ModelServiceService.getModel, ({ id }) => {
      const model = findModel(models, id);
      return { model: toMessage(model, model === models[0]) };
    }),
  ];
}

/**
 * The model of that id; the default one where the id is empty.
 * @throws SottoError MODEL_NOT_FOUND.
 */
function findModel(models: readonly ModelDescription[], id: string): ModelDescription {
  const model = id === "" ? models[0] : models.find((candidate) => candidate.id === id);
  if (model !== undefined) return model;
  throw new SottoError(
    "MODEL_NOT_FOUND",
    "There is no such model; ListModels tells which there are.",
  );
}

function toMessage(model: ModelDescription, isDefault: boolean): Model {
  return {
    id: model.id,
    version: model.version,
    description: model.description,
    languages: [...model.languages],
    sampleRateHz: model.sampleRateHz,
    features: {
      cloning: CLONING_KINDS[model.cloning],
      cloningDescription: model.cloningDescription,
      styles: [...model.styles],
      wordMarks: model.wordMarks,
      phonemeMarks: model.phonemeMarks,
      speedMin: model.speedMin,
      speedMax: model.speedMax,
    },
    memoryBytes: model.memoryBytes,
    license: model.license,
    manifestSha256: model.manifestSha256,
    voices: [...model.voices],
    defaultVoice: model.defaultVoice,
    isDefault,
  };
}
