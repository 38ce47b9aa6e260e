/** Writes the sets of persona-k.proof.test.ts as JSON, for persona-k-reference.py. */
import { proofSets } from "./persona-k.js";

process.stdout.write(JSON.stringify(proofSets()));
