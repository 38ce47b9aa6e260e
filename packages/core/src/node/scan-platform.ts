import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { ScanPlatform } from "../pipeline/scan/scan-source.js";

/** What scanning takes of Node. */
export const scanPlatform: ScanPlatform = {
  hashBytes: (bytes) => hash("sha256", bytes, "hex"),
  isUtf8,
};
