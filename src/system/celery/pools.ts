// Which pools an interpreter can run, and what `async` means there.

import { HeadcountError } from '../../errors/index.ts';
import type { CeleryPython } from './find-python.ts';

type GreenPool = 'gevent' | 'eventlet';

/** The pool as Celery's command line names it. Throws MISSING_PACKAGE when a green pool's library is not there. */
export function celeryPool(pool: string, python: CeleryPython): string {
  if (pool === 'async') return asyncPool(python);
  if (pool === 'gevent' || pool === 'eventlet') return needsLibrary(pool, python);
  return pool;
}

/** One sentence for the record where `async` was asked for. */
export function asyncDecision(python: CeleryPython): string {
  return `pool async runs as ${asyncPool(python)} on Celery`;
}

// gevent first: it is the one of the two that is still developed.
function asyncPool(python: CeleryPython): GreenPool {
  return python.gevent === null && python.eventlet !== null ? 'eventlet' : needsLibrary('gevent', python);
}

function needsLibrary(pool: GreenPool, python: CeleryPython): GreenPool {
  if (python[pool] !== null) return pool;
  throw new HeadcountError(
    'MISSING_PACKAGE',
    `pool ${pool} needs the package ${pool}, which ${python.executable} does not have`,
    {
      hint: `Run this: ${python.executable} -m pip install ${pool} (Debian: apt-get install python3-${pool})`,
    },
  );
}
