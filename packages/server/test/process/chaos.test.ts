// The short form of the proof, which `npm test` runs.
import "./chaos.proof.test.js";
