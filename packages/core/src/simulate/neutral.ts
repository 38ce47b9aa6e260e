import type { Intervention } from "../schema/scenario.js";

/** Whether an intervention, cost aside, asks for nothing: each of its parameters is at its neutral point. */
export function isNeutral(one: Intervention): boolean {
  switch (one.type) {
    case "price_change":
      return one.electricityPrice === 1 && Object.values(one.price).every((times) => times === 1);
    case "promotion": {
      const { reach = 0, attraction = 0 } = one.coBrand ?? {};
      return (
        one.discount === 0 &&
        one.pointMultiplier === 1 &&
        !one.bogo &&
        one.intensity === 1 &&
        one.billOffset === 0 &&
        (reach === 0 || attraction === 0)
      );
    }
    case "competition":
      return one.strength === 0;
    case "external":
      return one.value === 0;
  }
}
