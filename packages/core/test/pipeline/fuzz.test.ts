// The short form of the proof, which `npm test` runs.
import "./fuzz.proof.test.js";
