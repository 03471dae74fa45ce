export type { RecordRequest, RecordSummary, TaskFigures, TimeFigures } from './contract.ts';
export { record } from './record.ts';
export { readTraceLaw } from './trace-law.ts';
export type { TraceLaw } from './trace-law.ts';
export { RECORD_WARNINGS } from './warnings.ts';
