export { fitTwin } from "./fit-twin.js";
export {
  BRAND_ELASTICITY,
  CATEGORY_ELASTICITY,
  ELECTRICITY_ELASTICITY,
} from "./published.js";
