import { isUtf8 } from "node:buffer";
import { hash } from "node:crypto";
import type { ScanPlatform } from "../pipeline/scan/scan-source.js";

/** What scanning takes of Node. */
export const scanPlatform: ScanPlatform = { hashInto: hashInto(), isUtf8 };

/** SHA-256 written as hex digits into memory of which one place is asked for after the other. */
function hashInto(): ScanPlatform["hashInto"] {
  let target = Buffer.alloc(0);
  return (bytes, into, at) => {
    const { buffer, byteOffset, byteLength } = into;
    if (target.buffer !== buffer || target.byteOffset !== byteOffset) {
      target = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
    }
    target.write(hash("sha256", bytes, "hex"), at, "latin1");
  };
}
