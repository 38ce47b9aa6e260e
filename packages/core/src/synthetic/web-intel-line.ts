import { withBadLines } from "./bad-line.js";
import { clockText, dateText } from "./calendar.js";
import { keyedDraws, rounded, wholeBetween } from "./draw.js";
import { type MarketDay, marketDays, type RegionDay } from "./market-day.js";
import { HOLIDAY_NOTICE_DAYS } from "./plan-truth.js";
import type { PlantedHoliday, PlantedRegion, Truth } from "./truth.js";

const SUBJECTS = ["霜淇淋", "點數", "咖啡", "便當", "聯名杯", "宵夜", "取貨", "早餐"] as const;
const OPINIONS = ["很划算", "好吃", "普通", "排隊太久", "缺貨", "值得再買"] as const;
const BOARDS = ["CVS", "Lifeismoney", "Food"] as const;
const MOST_POSTS = 3;
const DRAWS_PER_POST = 8;

/** Web-intelligence lines (original formats 3.5, its full shape), one per region and day. */
export function webIntelLines(truth: Truth): Generator<string> {
  return withBadLines(goodLines(truth), { truth, file: "web-intel" });
}

function* goodLines(truth: Truth): Generator<string> {
  const posts = truth.regions.map((region) => postsOf(truth, region));
  for (const market of marketDays(truth)) {
    const holidays = announced(truth.holidays, market);
    for (const [r, region] of truth.regions.entries()) {
      const now = market.regions[r]!;
      const social = posts[r]!(market);
      yield JSON.stringify({
        date: market.date,
        weather: {
          location: region.location,
          temperature: now.weather.temperature,
          humidity: now.weather.humidity,
          description: now.weather.description,
          is_rainy: now.weather.rainy,
          comfort_index: now.weather.comfort,
        },
        holiday_events: holidays,
        social_posts: social,
        posts_count: social.length,
        trending_topics: [...new Set(social.flatMap(({ keywords }) => keywords))],
        market_insights: insights(now, market),
        demo: true,
      });
    }
  }
}

function announced(holidays: readonly PlantedHoliday[], { date, number }: MarketDay) {
  const latest = dateText(number + HOLIDAY_NOTICE_DAYS);
  return holidays
    .filter(({ start, end }) => end >= date && start <= latest)
    .map(({ name, start, end, category }) => ({
      name,
      description: start <= date ? "假期中" : "假期前",
      start_date: start,
      end_date: end,
      category,
      related_keywords: [category],
      impact: "依品牌而異",
    }));
}

function postsOf(truth: Truth, region: PlantedRegion) {
  const { uniform } = keyedDraws(truth.seed, region.id, "posts");
  return ({ day, date }: MarketDay) => {
    const first = day * DRAWS_PER_POST * (MOST_POSTS + 1);
    const count = wholeBetween(uniform(first), 0, MOST_POSTS);
    return Array.from({ length: count }, (_, k) => {
      const at = (i: number) => uniform(first + DRAWS_PER_POST * (k + 1) + i);
      const subject = pick(SUBJECTS, at(0));
      const opinion = Math.floor(at(1) * OPINIONS.length);
      return {
        platform: "PTT",
        board: pick(BOARDS, at(2)),
        title: `${subject}${OPINIONS[opinion]}`,
        url: `https://example.org/${encodeURIComponent(region.id)}/${date}/${k + 1}`,
        author: `u${wholeBetween(at(3), 1, 9999)}`,
        timestamp: `${date} ${clockText(wholeBetween(at(4), 0, 25199))}`,
        likes: wholeBetween(at(5), 0, 80),
        comments: wholeBetween(at(6), 0, 30),
        keywords: [subject],
        sentiment: sentimentOf(opinion, at(7)),
      };
    });
  };
}

/** −1 to 1 in steps of 0.2, about what the opinion says. */
function sentimentOf(opinion: number, u: number): number {
  const middle = [0.6, 0.6, 0, -0.6, -0.4, 0.8][opinion]!;
  return rounded(Math.min(1, Math.max(-1, middle + 0.2 * wholeBetween(u, -1, 1))), 1);
}

function insights({ weather }: RegionDay, { holiday }: MarketDay): string[] {
  const found = [weather.rainy ? "雨天即食需求增加" : "無雨，外出消費正常"];
  if (weather.deviation > 3) found.push("氣溫高於常年");
  if (weather.deviation < -3) found.push("氣溫低於常年");
  if (holiday) found.push("假期中");
  return found;
}

function pick<T>(from: readonly T[], u: number): T {
  return from[Math.floor(u * from.length)]!;
}
