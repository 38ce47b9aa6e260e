import { SourceError } from "../source/source-error.js";
import { loadTwin } from "./load-twin.js";
import { isTwinInput } from "./protocol.js";
import { serveQuestions } from "./serve-questions.js";

// The engine for fitted twins, which is a text within `cdp-elements.js`: nothing that reads, checks or fits lines.
serveQuestions(async (input, options) => {
  if (isTwinInput(input)) return loadTwin(input, options);
  throw new SourceError("worker_failed", "this engine loads fitted twins only");
});
