import * as z from "zod";
import { CUSTOMER_EVENT_TYPES } from "../record.js";
import { LineHead, Text, TimeText } from "./field.js";

const Anything = z.record(z.string(), z.unknown());

/** A customer event in the form of the Segment and RudderStack specifications. */
export const CustomerEventLine = z.looseObject({
  ...LineHead,
  type: z.enum(CUSTOMER_EVENT_TYPES),
  messageId: Text,
  userId: Text.nullish(),
  anonymousId: Text.nullish(),
  event: Text.nullish(),
  name: z.string().nullish(),
  groupId: Text.nullish(),
  previousId: Text.nullish(),
  timestamp: TimeText.nullish(),
  originalTimestamp: z.string().nullish().meta({
    description: "The time before its clock was corrected; null when the sender gave none",
  }),
  properties: Anything.nullish(),
  traits: Anything.nullish(),
  context: Anything.nullish(),
});
export type CustomerEventLine = z.output<typeof CustomerEventLine>;
