export { customerDays } from "./customer-days.js";
export { CustomerFold, type ProfileNames } from "./customer-fold.js";
export { customerProfile } from "./customer-profile.js";
export { type DayStart, derivedBehaviour } from "./derived-behaviour.js";
export { type Identities, identities } from "./identity.js";
