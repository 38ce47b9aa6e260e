import { loadInput } from "./load-input.js";
import { serveQuestions } from "./serve-questions.js";

// The whole engine: twins, and lines to be checked, stored and fitted. The file `cdp-worker.js`.
serveQuestions(loadInput);
