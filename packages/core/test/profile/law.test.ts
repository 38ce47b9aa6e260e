import { describe } from "vitest";
import { memoryStore } from "../../src/store/index.js";
import { customerContract } from "../../src/testing/customer-contract.js";

describe("customers in memory", () => {
  customerContract(async () => memoryStore(), { runs: 150 });
});
