// The short form of the proof, which `npm test` runs.
import "./postgres-crash.proof.test.js";
