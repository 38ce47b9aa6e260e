// The short form.
import "./fuzz-contract.proof.test.js";
