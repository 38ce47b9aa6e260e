export { arbitraryBehaviour, arbitraryLetter, arbitraryRecord } from "./arbitrary-record.js";
export { type ContractOptions, storeContract } from "./store-contract.js";
