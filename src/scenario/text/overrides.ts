// `--set path=value`: changes one place of the parsed file before it is checked, so that an override is
// validated exactly as if it stood in the file. The value is read as YAML: [2, 4], 20ms, { saturate: 1s }.

import { isMap, isScalar, isSeq, parseDocument } from 'yaml';
import type { ProblemList } from '../problems/problem-list.ts';
import { child, type YamlText } from './yaml-text.ts';

const FORM = 'path=value, such as repeats=5, load[0].saturate=1s or matrix.pool=[async]';

/** Applies each override in turn; one that can't be applied becomes a problem. */
export function applyOverrides(yaml: YamlText, overrides: readonly string[], problems: ProblemList): void {
  for (const override of overrides) {
    const location = `--set ${override}`;
    const equals = override.indexOf('=');
    const steps = equals < 1 ? [] : splitPath(override.slice(0, equals));
    if (steps.length === 0 || steps.includes('')) {
      problems.add(location, { wrong: 'this is not an assignment', expected: FORM });
      continue;
    }
    const value = yamlValue(override.slice(equals + 1));
    if (!value.ok) {
      problems.add(location, { wrong: `the value is not valid YAML: ${value.message}`, expected: FORM });
      continue;
    }
    put(yaml, steps, value.data, location, problems);
  }
}

/** "load[0].saturate" and "load.0.saturate" are the same. */
function splitPath(text: string): readonly string[] {
  return text
    .trim()
    .replace(/\[([^\]]*)\]/g, '.$1')
    .split('.');
}

function put(
  yaml: YamlText,
  steps: readonly string[],
  data: unknown,
  location: string,
  problems: ProblemList,
): void {
  const path: (string | number)[] = [];
  let node: unknown = yaml.document.contents;
  for (const step of steps) {
    const resolved = isSeq(node) ? listIndex(node.items, step) : step;
    if (resolved === undefined || !(node === undefined || isSeq(node) || isMap(node))) {
      problems.add(location, { wrong: refusal(node, step), expected: FORM });
      return;
    }
    path.push(resolved);
    node = child(node, resolved)?.value;
  }
  yaml.document.setIn(path, yaml.document.createNode(data));
  yaml.overrides.push({ path, text: location });
}

// A list entry is named by its index, or by its `name`; one past the end appends.
function listIndex(items: readonly unknown[], step: string): number | undefined {
  if (/^\d{1,6}$/.test(step)) return Number(step) <= items.length ? Number(step) : undefined;
  const index = items.findIndex((item) => {
    const name = child(item, 'name')?.value;
    return isScalar(name) && name.value === step;
  });
  return index < 0 ? undefined : index;
}

function refusal(node: unknown, step: string): string {
  if (isSeq(node)) return `the list has ${node.items.length} entries and none is called "${step}"`;
  return `"${step}" would be inside of a plain value`;
}

type YamlValue =
  { readonly ok: true; readonly data: unknown } | { readonly ok: false; readonly message: string };

function yamlValue(text: string): YamlValue {
  try {
    const document = parseDocument(text, { prettyErrors: false });
    const error = document.errors[0] ?? document.warnings[0];
    return error === undefined
      ? { ok: true, data: document.toJS({ maxAliasCount: 0 }) }
      : { ok: false, message: error.message };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
