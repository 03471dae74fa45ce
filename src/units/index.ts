export { bytes, ms, perSecond, ratio } from './brand.ts';
export type { Bytes, Milliseconds, PerSecond, Ratio } from './brand.ts';
export { parseDuration, parseRate, parseRatio, parseSize } from './parse.ts';
export type { Parsed } from './parse.ts';
export { formatDuration, formatNumber, formatRate, formatRatio, formatSize } from './format.ts';
