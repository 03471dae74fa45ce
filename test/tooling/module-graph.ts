// The imports of a source folder, read from the text: TypeScript 7 offers no compiler API, and the imports of this
// repository are plain enough (prettier keeps their shape) for three expressions to find them all.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export interface Module {
  /** Path from the source folder, with forward slashes: "run/trial/drain.ts". */
  readonly path: string;
  readonly lines: number;
  /** The first line below the line that names the interpreter, if there is one. */
  readonly firstLine: string;
  /** Imported files of the same source folder, as paths like `path`. Packages and Node's own modules are left out. */
  readonly imports: readonly string[];
}

const IMPORTS = [
  /^\s*(?:import|export)\s[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]/g,
];

/** Reads every TypeScript file under the folder. */
export function readModules(sourceFolder: string): readonly Module[] {
  return readdirSync(sourceFolder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => readModule(sourceFolder, join(entry.parentPath, entry.name)))
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readModule(sourceFolder: string, file: string): Module {
  const text = readFileSync(file, 'utf8');
  const from = (target: string): string => relative(sourceFolder, target).replaceAll('\\', '/');
  return {
    path: from(file),
    lines: text.trimEnd().split('\n').length,
    firstLine: text.replace(/^#!.*\n/, '').split('\n', 1)[0] ?? '',
    imports: importSpecifiers(text)
      .filter((specifier) => specifier.startsWith('.'))
      .map((specifier) => from(join(dirname(file), specifier))),
  };
}

/** What the text imports, re-exports or loads, as written. */
export function importSpecifiers(text: string): readonly string[] {
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/^\s*\/\/.*$/gm, '');
  return IMPORTS.flatMap((pattern) => [...code.matchAll(pattern)].map(([, specifier = '']) => specifier));
}

/** Every module that these reach, themselves included, with one path of imports that leads there. */
export function reach(
  modules: readonly Module[],
  start: readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const byPath = new Map(modules.map((module) => [module.path, module]));
  const reached = new Map(start.map((path) => [path, [path]]));
  const open = [...start];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    const trail = reached.get(path) ?? [];
    for (const next of byPath.get(path)?.imports ?? []) {
      if (reached.has(next)) continue;
      reached.set(next, [...trail, next]);
      open.push(next);
    }
  }
  return reached;
}
