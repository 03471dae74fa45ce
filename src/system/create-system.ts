// The one place that knows every system under test by name. A further system is a folder here and a case below.

import { HeadcountError } from '../errors/index.ts';
import type { System } from './contract.ts';
import { headcountSystem } from './headcount/headcount-system.ts';

/** Workers inherit `env`. Throws BAD_SCENARIO for a system that this version cannot put under load. */
export function createSystem(name: string, env: Readonly<Record<string, string | undefined>>): System {
  switch (name) {
    case 'headcount':
      return headcountSystem(env);
    default:
      throw new HeadcountError('BAD_SCENARIO', `system ${name} cannot be put under load by this version`, {
        hint: 'Use system: headcount.',
      });
  }
}
