import type { Rejection } from "../schema/dead-letter.js";
import type { WebIntelLine } from "../schema/line/web-intel-line.js";
import type { WebIntelBody, WebIntelRecord } from "../schema/record.js";
import { pointer, reject } from "../schema/rejection.js";
import { isRejection, type LineOrigin, type TransformContext } from "./context.js";
import { inTheFuture, naturalKey, readGeneratedAt, recordHead } from "./head.js";

/**
 * Web intelligence (formats 3.5, written or demanded shape) as a canonical record; what is absent stays null.
 *
 * A forecast has a key of its own, so that it never displaces an observation, and may lie in the future.
 */
export function transformWebIntel(
  line: WebIntelLine,
  origin: LineOrigin,
  context: TransformContext,
): WebIntelRecord | Rejection {
  const time = context.clock.read(line.date, "/date");
  if (isRejection(time)) return time;
  const forecast = line.weather?.status === "forecast";
  const asOf = forecast ? null : context.asOf;
  const late = inTheFuture(time, { field: "/date", found: line.date, asOf });
  if (late !== null) return late;
  const generatedAt = readGeneratedAt(line, context);
  if (typeof generatedAt === "object" && generatedAt !== null) return generatedAt;
  const holidays = readHolidays(line, context);
  if (isRejection(holidays)) return holidays;
  const posts = readPosts(line, context);
  if (isRejection(posts)) return posts;
  const place = (line.weather?.location ?? line.location ?? "").normalize("NFKC").trim();
  const item = line.item ?? null;
  const body: WebIntelBody = {
    location: place === "" ? null : place,
    region: null,
    ...(item !== null && { item }),
    weather: readWeather(line),
    holidays,
    postsCount: line.posts_count ?? null,
    posts,
    topics: line.trending_topics,
    insights: line.market_insights,
  };
  const key = naturalKey("web-intel", [
    ...[time.date, body.location],
    ...(item !== null || forecast ? [item] : []),
    ...(forecast ? ["forecast"] : []),
  ]);
  const demo = line.demo === true;
  const { revision } = line;
  const parts = { kind: "web-intel" as const, key, time, generatedAt, revision, demo, repairs: [] };
  return { kind: "web-intel", ...recordHead(parts, { body, origin, context }), ...body };
}

function readWeather({ weather }: WebIntelLine): WebIntelBody["weather"] {
  if (!weather) return null;
  const { status, temperature_min, temperature_max, rain_probability } = weather;
  return {
    ...(status && { status }),
    ...(typeof temperature_min === "number" && { temperatureMin: temperature_min }),
    ...(typeof temperature_max === "number" && { temperatureMax: temperature_max }),
    ...(typeof rain_probability === "number" && { rainProbability: rain_probability }),
    temperature: weather.temperature ?? null,
    humidity: weather.humidity ?? null,
    description: weather.description ?? null,
    rainy: weather.is_rainy ?? null,
    comfort: weather.comfort_index ?? null,
  };
}

function readHolidays(
  line: WebIntelLine,
  { clock }: TransformContext,
): WebIntelBody["holidays"] | Rejection {
  const holidays: WebIntelBody["holidays"] = [];
  for (const [i, holiday] of (line.holiday_events ?? []).entries()) {
    const dates: (string | null)[] = [];
    for (const field of ["start_date", "end_date"] as const) {
      const text = holiday[field] ?? null;
      const time = text === null ? null : clock.read(text, pointer("holiday_events", i, field));
      if (time !== null && isRejection(time)) return time;
      dates.push(time?.date ?? null);
    }
    const [start = null, end = null] = dates;
    if (start !== null && end !== null && end < start) {
      return reject("out_of_range", {
        field: pointer("holiday_events", i, "end_date"),
        found: end,
        expected: `an end that is not before ${start}`,
      });
    }
    holidays.push({
      name: holiday.name,
      description: holiday.description ?? null,
      start,
      end,
      category: holiday.category ?? null,
      impact: holiday.impact ?? null,
      keywords: holiday.related_keywords,
    });
  }
  return holidays;
}

function readPosts(
  line: WebIntelLine,
  { clock }: TransformContext,
): WebIntelBody["posts"] | Rejection {
  const posts: WebIntelBody["posts"] = [];
  for (const [i, post] of (line.social_posts ?? []).entries()) {
    const time = post.timestamp
      ? clock.read(post.timestamp, pointer("social_posts", i, "timestamp"))
      : null;
    if (time !== null && isRejection(time)) return time;
    posts.push({
      platform: post.platform ?? null,
      board: post.board ?? null,
      title: post.title,
      url: post.url ?? null,
      author: post.author ?? null,
      at: time?.at ?? null,
      likes: post.likes ?? null,
      comments: post.comments ?? null,
      keywords: post.keywords,
      sentiment: post.sentiment ?? null,
    });
  }
  return posts;
}
