// The toolkit as a library. The worker system is exported on its own, as headcount/worker.

export {
  planFromFigures,
  planFromResult,
  questionOf,
  type FiguresPlan,
  type FiguresQuestion,
  type Plan,
  type PlanQuestion,
} from './capacity/index.ts';
export { EXIT, HeadcountError, type ErrorCode, type ExitCode } from './errors/index.ts';
export { compareRuns, evaluateThresholds } from './gate/index.ts';
export { renderSummaryMarkdown, writeHtmlReport } from './report/index.ts';
export { readResult, type RunResult } from './result/index.ts';
export { runScenario, type RunEvent, type RunRequest } from './run/index.ts';
export { loadScenario, type Scenario } from './scenario/index.ts';
