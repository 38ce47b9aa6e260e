export { type CustomerDaysOptions, customerDays } from "./customer-days.js";
export { CustomerFold, type ProfileNames, type ToldScore } from "./customer-fold.js";
export { customerProfile, type ProfileOptions } from "./customer-profile.js";
export {
  type DayStart,
  type DerivedOptions,
  derivedBehaviour,
  derivedKey,
} from "./derived-behaviour.js";
export { type Identities, type IdFacts, identities } from "./identity.js";
