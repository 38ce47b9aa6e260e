export { arbitraryBehaviour, arbitraryLetter, arbitraryRecord } from "./arbitrary-record.js";
export { type Run, runHere } from "./live-run.js";
export {
  type LiveBench,
  type LiveContractOptions,
  liveSourceContract,
} from "./live-source-contract.js";
export { marketMessage } from "./market-message.js";
export { type ContractOptions, storeContract } from "./store-contract.js";
