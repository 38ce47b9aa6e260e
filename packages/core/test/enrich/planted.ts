import type { ContextSource } from "../../src/enrich/context-index.js";
import type { BehaviourSource } from "../../src/enrich/join-context.js";
import { dateOfDay, dayOfDate, MS_PER_DAY } from "../../src/schema/time-text.js";

export function behaviour(day: number, change: Partial<BehaviourSource> = {}): BehaviourSource {
  const region = change.region ?? "Taipei";
  return {
    key: `b ${day} ${region}`,
    at: day * MS_PER_DAY,
    offsetMinutes: 0,
    date: dateOfDay(day),
    demo: false,
    persona: "Fresh_Grad",
    region,
    people: 1000,
    shares: { "7-11": 0.5, FamilyMart: 0.5 },
    satisfaction: 0.7,
    digitalAdoption: null,
    gamification: null,
    efficiency: null,
    ...change,
  };
}

export function context(day: number, change: Partial<ContextSource> = {}): ContextSource {
  const region = change.region ?? "Taipei";
  return {
    key: `w ${day} ${region}`,
    date: dateOfDay(day),
    offsetMinutes: 0,
    generatedAt: null,
    region,
    weather: { temperature: 20, humidity: 70, description: null, rainy: false, comfort: 65 },
    holidays: [],
    posts: [],
    postsCount: 0,
    topics: [],
    demo: false,
    ...change,
  };
}

export const FIRST_DAY = dayOfDate("2023-01-01");
