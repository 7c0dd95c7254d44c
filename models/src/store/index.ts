/** The models of this machine: what there is, what can be pulled, and from where. */

export {
  CATALOGUE,
  type CatalogueFile,
  type CatalogueModel,
  type CataloguePackage,
  catalogueBytes,
  type PackageEntry,
} from "./catalogue.js";
export { type ModelInfo, modelInfo } from "./model-info.js";
export { parseSources, type SourceSpec } from "./model-source.js";
export {
  findModel,
  listModels,
  type ModelState,
  type ModelStore,
  modelStore,
  pullable,
  type StoredModel,
} from "./model-store.js";
export { defaultModelsDir, installedModelDir } from "./models-dir.js";
export { labelOf, type PullOptions, type PullResult, pullModel } from "./pull-model.js";
export type { PullEvent, PullLimits, PullProgress } from "./pull-tools.js";
export { removeModel } from "./remove-model.js";
export { StoreError, type StoreErrorKind } from "./store-error.js";
export {
  type FileVerdict,
  type Verification,
  type VerifiedFile,
  verifyModel,
} from "./verify-model.js";
