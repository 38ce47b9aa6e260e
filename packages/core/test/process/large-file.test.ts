// The short form of the proof, which `npm test` runs.
import "./large-file.proof.test.js";
