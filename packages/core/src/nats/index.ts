export type { NatsAddress, NatsCredentials } from "./connect-nats.js";
export { type NatsOptions, natsSource } from "./nats-source.js";
