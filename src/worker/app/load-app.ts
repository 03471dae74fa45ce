// Finds and imports the application module that `-A` names.

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { isAbsolute, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HeadcountError, toError } from '../../errors/index.ts';
import { isApp, type App } from './app.ts';

/**
 * The URL of a module named by a path relative to `cwd` or by a package's name; a URL stays itself.
 * Throws BAD_APP when there is none.
 */
export function resolveAppModule(name: string, cwd: string): string {
  if (name.startsWith('file:')) return name;
  const path = resolve(cwd, name);
  if (existsSync(path)) return pathToFileURL(path).href;
  if (!isAbsolute(name) && !name.startsWith('.')) {
    try {
      return pathToFileURL(createRequire(join(cwd, 'noop.js')).resolve(name)).href;
    } catch {
      // Said below, for both ways of naming a module.
    }
  }
  throw new HeadcountError('BAD_APP', `application module "${name}" was not found`, {
    hint: `Give a path relative to ${cwd}, or the name of a package that is installed there.`,
  });
}

/** Imports the module and takes its `app` or default export. Throws BAD_APP. */
export async function loadApp(moduleUrl: string): Promise<App> {
  const exported = await importModule(moduleUrl);
  if ('app' in exported && isApp(exported.app)) return exported.app;
  if ('default' in exported && isApp(exported.default)) return exported.default;
  throw new HeadcountError('BAD_APP', `${moduleUrl} exports no App as "app" or by default`, {
    hint: "Write `export const app = new App('name')` with App from 'headcount/worker'.",
  });
}

async function importModule(moduleUrl: string): Promise<object> {
  try {
    const module: unknown = await import(moduleUrl);
    return typeof module === 'object' && module !== null ? module : {};
  } catch (error) {
    throw new HeadcountError('BAD_APP', `application module ${moduleUrl} failed to load`, {
      hint: 'The error below is its own.',
      cause: toError(error),
    });
  }
}
