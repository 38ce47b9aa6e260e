export { packFields, unpackFields } from "./fields.js";
export { Hmac, type IdTokens } from "./id-token.js";
export {
  KeySet,
  newKeySet,
  type OpenedKeySet,
  openKeySet,
  withNewDataKey,
  withoutOldDataKeys,
  wrapKeySet,
} from "./key-set.js";
export { type MasterKey, type MasterKeys, masterKey } from "./master-key.js";
export { isSealedStream, openStream, sealStream } from "./sealed-stream.js";
export type { DataKey, Sealer } from "./sealer.js";
export { StoreKeys } from "./store-keys.js";
