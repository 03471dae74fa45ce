// Finds a package that is not brought along: whoever needs it has it beside what is tested.

import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { HeadcountError } from '../errors/index.ts';

export interface OptionalPackage<Loaded> {
  readonly name: string;
  /** What npm is to install: "pg@8". */
  readonly install: string;
  /** Who needs it, in the plural: "tasks of kind postgres". */
  readonly neededBy: string;
  readonly isIt: (loaded: unknown) => loaded is Loaded;
}

/** Where packages are looked for, as files: beside what is started, then beside headcount. */
export const PACKAGE_PLACES: readonly string[] = [resolve('package.json'), import.meta.url];

/** From the packages of the first place that has it. Throws MISSING_PACKAGE. */
export function loadOptional<Loaded>(
  { name, install, neededBy, isIt }: OptionalPackage<Loaded>,
  places: readonly string[] = PACKAGE_PLACES,
): Loaded {
  let cause: unknown;
  for (const place of places) {
    try {
      const loaded: unknown = createRequire(place)(name);
      if (isIt(loaded)) return loaded;
    } catch (error) {
      cause = error;
    }
  }
  throw new HeadcountError('MISSING_PACKAGE', `${neededBy} need the package ${name}, which is missing`, {
    hint: `Run this in ${dirname(places[0] ?? '.')}: npm install ${install}`,
    cause,
  });
}
