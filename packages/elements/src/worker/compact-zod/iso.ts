import { good, type Issue, wrongType } from "./issue.js";
import { Schema } from "./schema.js";

const format = (name: string, pattern: RegExp) =>
  new Schema({
    read(value) {
      if (typeof value !== "string") return wrongType("string", value);
      if (pattern.test(value)) return good(value);
      const message = `Invalid ISO ${name}`;
      const issue: Issue = {
        code: "invalid_format",
        format: name,
        origin: "string",
        path: [],
        message,
      };
      return { ok: false, sure: false, issues: [issue] };
    },
  });

const DATE =
  "(?:(?:\\d\\d[2468][048]|\\d\\d[13579][26]|\\d\\d0[48]|[02468][048]00|[13579][26]00)-02-29|\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|(?:02)-(?:0[1-9]|1\\d|2[0-8])))";
const TIME = "(?:[01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d+)?)?";

/** A calendar day. */
export const date = () => format("date", new RegExp(`^${DATE}$`));

/** An instant, or a local time of day. */
export const datetime = ({ offset = false }: { offset?: boolean } = {}) =>
  format(
    "datetime",
    new RegExp(`^${DATE}T${TIME}(?:Z${offset ? "|[+-](?:[01]\\d|2[0-3]):[0-5]\\d" : ""})$`),
  );
