/** Address of the whole engine's worker: beside the script that this module is part of, and in the package beside `index.js`. */
export const workerFile = (): URL => new URL("./cdp-worker.js", import.meta.url);
