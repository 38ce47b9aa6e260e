/** What pages may load and run: our own files only, nothing inline, workers also from blobs of ours. */
const CONTENT_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
].join("; ");

/** What pages never need, nor anything that they would embed. */
const PERMISSIONS = [
  ...["accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "geolocation"],
  ...["gyroscope", "magnetometer", "microphone", "midi", "payment", "usb", "serial", "hid"],
]
  .map((feature) => `${feature}=()`)
  .join(", ");

/** Headers of a page: asked for anew each time, cheap by its tag. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "no-cache",
  "content-security-policy": CONTENT_POLICY,
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": PERMISSIONS,
};

/** Headers of a file whose path holds the hash of its content. */
export const IMMUTABLE_HEADERS: Readonly<Record<string, string>> = {
  "cache-control": "public, max-age=31536000, immutable",
  "cross-origin-resource-policy": "same-origin",
};

/** Headers of a file that other sites embed under a path that stays. */
export const EMBEDDABLE_HEADERS: Readonly<Record<string, string>> = {
  "access-control-allow-origin": "*",
  "cache-control": "no-cache",
  "cross-origin-resource-policy": "cross-origin",
};
