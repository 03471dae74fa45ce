export { LatencyHistogram } from './histogram.ts';
export type { LatencyFigures } from './histogram.ts';
