export { assertNever } from './assert-never.ts';
export { ERROR_CODES, EXIT } from './codes.ts';
export type { ErrorCode, ExitCode } from './codes.ts';
export { describeError, hasCode, HeadcountError, toError } from './headcount-error.ts';
export type { ErrorDetails } from './headcount-error.ts';
export { nearestName } from './nearest.ts';
