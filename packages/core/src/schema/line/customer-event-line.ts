import * as z from "zod";
import { LineHead, Text, TimeText } from "./field.js";

const Anything = z.record(z.string(), z.unknown());

/** A customer event in the form of the Segment and RudderStack specifications. */
export const CustomerEventLine = z.looseObject({
  ...LineHead,
  type: z.enum(["track", "identify", "page", "screen", "group", "alias"]),
  messageId: Text,
  userId: Text.nullish(),
  anonymousId: Text.nullish(),
  event: Text.nullish(),
  name: z.string().nullish(),
  groupId: Text.nullish(),
  previousId: Text.nullish(),
  timestamp: TimeText.nullish(),
  properties: Anything.nullish(),
  traits: Anything.nullish(),
  context: Anything.nullish(),
});
export type CustomerEventLine = z.output<typeof CustomerEventLine>;
