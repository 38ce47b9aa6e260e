export {
  type CalendarConflict,
  type CalendarRun,
  calendarInterventions,
} from "./calendar-interventions.js";
export {
  type IgnoredPlan,
  type PlannedMarket,
  plannedInterventions,
} from "./planned-interventions.js";
