export { CSV_COLUMNS, renderCsv } from './data/csv.ts';
export { renderJson } from './data/json.ts';
export type { ReportedRun } from './data/json.ts';
export { renderGateJunit, renderGateMarkdown, renderGateText } from './gate/index.ts';
export { writeHtmlReport } from './html/write.ts';
export { renderSummaryMarkdown } from './markdown/summary.ts';
export { renderPlanText } from './plan/index.ts';
export { renderTerminalReport } from './terminal/table.ts';
