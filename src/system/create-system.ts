// The one place that knows every system under test by name. A further system is a folder here and a case below.

import { HeadcountError } from '../errors/index.ts';
import { attachedSystem } from './attached/attached-system.ts';
import type { AttachedSettings } from './attached/settings.ts';
import { bullmqSystem } from './bullmq/bullmq-system.ts';
import { celerySystem } from './celery/celery-system.ts';
import type { CelerySettings } from './celery/settings.ts';
import type { System } from './contract.ts';
import type { UserApp } from './user-app.ts';
import { headcountSystem } from './headcount/headcount-system.ts';

/** What a scenario says about one system alone. */
export interface SystemSettings {
  readonly celery?: CelerySettings;
  /** Workers run already; absent = they are started. */
  readonly attached?: AttachedSettings;
  /** By the system's name; absent = synthetic tasks. */
  readonly apps?: Readonly<Partial<Record<string, UserApp>>>;
}

/** Workers inherit `env`. Throws BAD_SCENARIO for a system that this version cannot put under load. */
export function createSystem(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  settings: SystemSettings = {},
): System {
  const app = settings.apps?.[name];
  if (settings.attached !== undefined) return attachedSystem(name, settings.attached);
  switch (name) {
    case 'headcount':
      return headcountSystem(env, app);
    case 'celery':
      return celerySystem(env, settings.celery ?? {}, app);
    case 'bullmq':
      return bullmqSystem(env, app);
    default:
      throw new HeadcountError('BAD_SCENARIO', `system ${name} cannot be put under load by this version`, {
        hint: 'Use system: headcount, celery or bullmq.',
      });
  }
}
