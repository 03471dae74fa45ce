// Loaded before every test file by the runner: when the file's tests are over, nothing may keep the process alive -
// no timer, socket, server or child. A leak fails the file by name, and ends the process so that it cannot hang.

import { after, beforeEach } from 'node:test';
import { isMainThread } from 'node:worker_threads';

/** How long closing sockets and ending children may take after the last test. */
const GRACE_MS = 2000;
const STEP_MS = 25;
/** Long enough for the report of the failure to be written. */
const EXIT_AFTER_MS = 1000;

// stdin, stdout and stderr of a test file are pipes to the runner.
const OWN_PIPES = 3;

/** What keeps this process alive besides its standard streams, by kind, sorted. */
export function leakedResources(active: readonly string[]): readonly string[] {
  const pipes = active.filter((kind) => kind === 'PipeWrap');
  const others = active.filter((kind) => kind !== 'PipeWrap' && kind !== 'TTYWrap');
  return [...others, ...pipes.slice(OWN_PIPES)].toSorted();
}

const pause = (waitMs: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, waitMs));

function watchThisFile(): void {
  let testsStarted = 0;
  beforeEach(() => {
    testsStarted++;
  });
  after(async () => {
    const startedBefore = testsStarted;
    const giveUpAt = performance.now() + GRACE_MS;
    for (;;) {
      const leaked = leakedResources(process.getActiveResourcesInfo());
      // A test that starts now means the file was only waiting between its tests.
      if (leaked.length === 0 || testsStarted > startedBefore) return;
      if (performance.now() > giveUpAt) refuse(leaked);
      await pause(STEP_MS);
    }
  });
}

function refuse(leaked: readonly string[]): never {
  setTimeout(() => process.exit(1), EXIT_AFTER_MS).unref();
  throw new Error(`${process.argv[1]} left open after its tests: ${leaked.join(', ')}`);
}

/** Processes that the tests start must neither load this file again nor take themselves for a test file. */
function hideFromChildren(): void {
  const flag = process.execArgv.indexOf('--import');
  if (flag >= 0 && process.execArgv[flag + 1] === import.meta.url) process.execArgv.splice(flag, 2);
  delete process.env['HEADCOUNT_TEST_WATCH_LEAKS'];
}

if (
  isMainThread &&
  process.env['HEADCOUNT_TEST_WATCH_LEAKS'] === '1' &&
  process.env['NODE_TEST_CONTEXT'] !== undefined
) {
  process.setSourceMapsEnabled(true);
  hideFromChildren();
  watchThisFile();
}
