// The short form of the proof, which `npm test` runs.
import "./fuzz-doors.proof.test.js";
