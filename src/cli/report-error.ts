// An error in words for people: what was wrong, what to do, and a stack only where it is our bug.

import { describeError, EXIT, HeadcountError, type ExitCode } from '../errors/index.ts';
import type { Host } from './host.ts';

/** Says it on stderr, and answers the exit code that belongs to it. */
export function reportError(error: Error, host: Host): ExitCode {
  if (error instanceof HeadcountError && error.code !== 'BUG') {
    const cause = error.cause === undefined ? '' : ` (${describeError(error.cause)})`;
    host.stderr.write(`headcount: ${error.message}${cause}\n`);
    if (error.hint !== undefined) host.stderr.write(`  ${error.hint}\n`);
    return error.exitCode;
  }
  host.stderr.write(
    `headcount: this is a bug in headcount; please report it.\n${error.stack ?? error.message}\n`,
  );
  if (error.cause !== undefined) host.stderr.write(`caused by: ${describeError(error.cause)}\n`);
  return EXIT.failed;
}
