// A scenario's YAML text with its line numbers kept, so that every later complaint can point at its place.

import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { pathText, type Locate, type Path, type ProblemList } from '../problems/problem-list.ts';

/** The largest scenario file. */
export const MAX_SCENARIO_BYTES = 1024 * 1024;
/** Aliases may expand to this many nodes; more is an attack or a mistake. */
const MAX_ALIASES = 100;

/** A value that came from `--set`: the path it went to, and the option as typed. */
export interface OverrideMark {
  readonly path: Path;
  readonly text: string;
}

export class YamlText {
  readonly document: Document;
  readonly overrides: OverrideMark[] = [];
  readonly #file: string;
  readonly #lines: LineCounter;

  private constructor(file: string, document: Document, lines: LineCounter) {
    this.#file = file;
    this.document = document;
    this.#lines = lines;
  }

  /** Parses; what YAML itself refuses goes to `problems` and the answer is undefined. */
  static parse(file: string, text: string, problems: ProblemList): YamlText | undefined {
    const lines = new LineCounter();
    try {
      const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
      const yaml = new YamlText(file, document, lines);
      for (const error of [...document.errors, ...document.warnings])
        problems.add(yaml.#at(error.pos[0]), { wrong: `not valid YAML: ${error.message}` });
      return document.errors.length + document.warnings.length === 0 ? yaml : undefined;
    } catch (error) {
      problems.add(`${file}:1:1`, { wrong: `not readable as YAML: ${messageOf(error)}` });
      return undefined;
    }
  }

  /** The file as plain data; undefined, with a problem, when its aliases expand without bound. */
  data(problems: ProblemList): { readonly data: unknown } | undefined {
    try {
      return { data: this.document.toJS({ maxAliasCount: MAX_ALIASES }) };
    } catch (error) {
      problems.add(`${this.#file}:1:1`, { wrong: `not readable as YAML: ${messageOf(error)}` });
      return undefined;
    }
  }

  /** The deepest thing on the path that the file holds; or the `--set` that put it there. */
  readonly locate: Locate = (path, part) => {
    let node: unknown = this.document.contents;
    let offset = offsetOf(node) ?? 0;
    for (const [depth, step] of path.entries()) {
      const found = child(isAlias(node) ? node.resolve(this.document) : node, step);
      if (found === undefined) break;
      const wanted = part === 'key' && depth === path.length - 1 ? found.key : found.value;
      const here = isNode(wanted) ? offsetOf(wanted) : offsetOf(found.key);
      if (here === undefined) return this.#overrideAt(path) ?? this.#at(offset);
      offset = here;
      node = found.value;
    }
    return this.#at(offset);
  };

  #overrideAt(path: Path): string | undefined {
    const wanted = pathText(path);
    const related = (other: string): boolean => wanted.startsWith(other) || other.startsWith(wanted);
    return this.overrides.findLast(({ path: put }) => related(pathText(put)))?.text;
  }

  #at(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${Math.max(1, line)}:${Math.max(1, col)}`;
  }
}

interface Child {
  readonly key: unknown;
  readonly value: unknown;
}

/** The entry of a map or list. */
export function child(node: unknown, step: string | number): Child | undefined {
  if (isSeq(node)) {
    const value = typeof step === 'number' ? node.items[step] : undefined;
    return value === undefined ? undefined : { key: value, value };
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => String(isScalar(key) ? key.value : key) === String(step));
  return pair === undefined ? undefined : { key: pair.key, value: pair.value };
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function messageOf(error: unknown): string {
  if (error instanceof RangeError) return 'it is nested too deeply';
  return error instanceof Error ? error.message : String(error);
}
