// The short form of the proof, which `npm test` runs.
import "./soak.proof.test.js";
