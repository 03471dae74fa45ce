export { predictWait, waitPercentile } from './models/wait.ts';
export { MODEL_WARNINGS } from './models/warnings.ts';
export type { ModelWarning } from './models/warnings.ts';
export { planFromFigures } from './plan/from-figures.ts';
export { planFromResult } from './plan/from-result.ts';
export { DEFAULT_HEADROOM, questionOf } from './plan/question.ts';
export type { FiguresQuestion, PlanMachine, PlanQuestion } from './plan/question.ts';
export type {
  FiguresPlan,
  FiguresRow,
  FleetPlan,
  ImpossiblePlan,
  MachinePlan,
  MeasuredSetting,
  ModelCheck,
  Plan,
  PlanGoal,
  PlannedSetting,
  SizedSetting,
  SloForecast,
  WaitFigures,
} from './plan/plan.ts';
