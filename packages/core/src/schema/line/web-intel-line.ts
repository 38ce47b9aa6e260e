import * as z from "zod";
import { WEATHER_STATUSES } from "../record.js";
import { DateText, Fraction, LineHead, Sentences, Text, TimeText } from "./field.js";

const Count = z.int().nonnegative();
const Celsius = z.number().min(-90).max(60);

export const WebHoliday = z.looseObject({
  name: Text,
  description: z.string().nullish(),
  start_date: DateText.nullish(),
  end_date: DateText.nullish(),
  category: z.string().nullish(),
  related_keywords: Sentences,
  impact: z.string().nullish(),
});

export const WebPost = z.looseObject({
  platform: z.string().nullish(),
  board: z.string().nullish(),
  title: Text,
  url: z.string().nullish(),
  author: z.string().nullish(),
  timestamp: TimeText.nullish(),
  likes: Count.nullish(),
  comments: Count.nullish(),
  keywords: Sentences,
  sentiment: z.number().min(-1).max(1).nullish(),
});

/** Web intelligence of a day and place (3.5): what the original wrote, and what its reader asked for. */
export const WebIntelLine = z.looseObject({
  ...LineHead,
  date: DateText,
  location: Text.nullish(),
  item: Text.nullish().meta({
    description:
      "Which of several lines of the day and place: a post's address, an observation's station and time",
  }),
  weather: z
    .looseObject({
      location: Text.nullish(),
      status: z.enum(WEATHER_STATUSES).nullish(),
      temperature: Celsius.nullish().meta({ unit: "°C" }),
      humidity: z.number().min(0).max(100).nullish().meta({ unit: "%RH" }),
      description: z.string().nullish(),
      is_rainy: z.boolean().nullish(),
      comfort_index: z.number().nullish(),
      temperature_min: Celsius.nullish().meta({ unit: "°C" }),
      temperature_max: Celsius.nullish().meta({ unit: "°C" }),
      rain_probability: Fraction.nullish(),
    })
    .nullish(),
  holiday_events: z.array(WebHoliday).nullish(),
  posts_count: Count.nullish(),
  social_posts: z.array(WebPost).nullish(),
  trending_topics: Sentences,
  market_insights: Sentences,
});
export type WebIntelLine = z.output<typeof WebIntelLine>;
