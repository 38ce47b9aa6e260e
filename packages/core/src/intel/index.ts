export * from "./find-anomalies.js";
export { type Topic, type TopicPost, topicsOf } from "./topics.js";
export { dominantGroups, type TriggerWeight, triggersOf } from "./triggers.js";
