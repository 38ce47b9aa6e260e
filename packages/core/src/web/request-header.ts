import { CoreError } from "../error.js";

/**
 * Refuses a header that cannot be sent: `fetch` would do so later, with the value, which may be a key, in its message.
 *
 * @throws CoreError `invalid_input`, without the value
 * @see RFC 9110, section 5.5
 */
export function checkHeader({
  name,
  value,
}: {
  readonly name: string;
  readonly value: string;
}): void {
  if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) {
    const found = `found ${JSON.stringify(name)}`;
    throw new CoreError("invalid_input", `${found}, expected the name of a header`);
  }
  if (/^[\x20-\x7e]+$/.test(value)) return;
  throw new CoreError(
    "invalid_input",
    `found characters in the header ${name} that no header can hold (or none at all), expected printable ASCII`,
  );
}
