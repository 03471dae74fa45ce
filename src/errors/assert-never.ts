// Closes a switch over a union: adding a member without a case becomes a compile error.

import { HeadcountError } from './headcount-error.ts';

/** Call in the default branch of an exhaustive switch. Throws if reached at run time. */
export function assertNever(value: never): never {
  throw new HeadcountError('BUG', `unexpected case: ${JSON.stringify(value)}`);
}
