// The names people know pools by, Celery's included, and which of ours they mean.

import { HeadcountError, nearestName } from '../../errors/index.ts';
import type { PoolKind } from './contract.ts';

const POOL_NAMES: Readonly<Record<string, PoolKind>> = {
  solo: 'solo',
  prefork: 'prefork',
  processes: 'prefork',
  threads: 'threads',
  async: 'async',
  eventlet: 'async',
  gevent: 'async',
};

/** The pool meant by a name. Throws BAD_OPTION that suggests the nearest known one. */
export function parsePoolKind(name: string): PoolKind {
  const kind = Object.hasOwn(POOL_NAMES, name) ? POOL_NAMES[name] : undefined;
  if (kind !== undefined) return kind;
  const near = nearestName(name, Object.keys(POOL_NAMES));
  throw new HeadcountError('BAD_OPTION', `unknown pool "${name}"`, {
    hint: near === undefined ? 'Use solo, prefork, threads or async.' : `Did you mean "${near}"?`,
  });
}
