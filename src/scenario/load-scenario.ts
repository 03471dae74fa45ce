// From a scenario file (and what the command line changes in it) to a scenario that can be run, or to one
// error that lists everything wrong with it.

import type * as z from 'zod';
import type { CheckClaim } from './compile/claims.ts';
import { compileSections, type CheckExpression, type Sections } from './compile/scenario.ts';
import { reporter } from './compile/report.ts';
import type { Scenario } from './contract.ts';
import { selectCells } from './matrix/only.ts';
import { ProblemList } from './problems/problem-list.ts';
import { reportIssues } from './problems/schema-problems.ts';
import { scenarioFile } from './schema/scenario-file.ts';
import { applyOverrides } from './text/overrides.ts';
import { readBounded, readFailure, type ReadFile } from './text/read-bounded.ts';
import { MAX_SCENARIO_BYTES, YamlText } from './text/yaml-text.ts';

export interface LoadOptions {
  /** `--set path=value`, applied in order before the file is checked. */
  readonly overrides?: readonly string[];
  /** `--only setting=value`: keeps the cells that have it. */
  readonly only?: readonly string[];
  /** Reads the scenario and the files it names. Default: the file system, with a bound on size. */
  readonly readFile?: ReadFile;
  /** Checks one entry of `thresholds`; answers what is wrong. Default: accepts all. */
  readonly checkThreshold?: CheckExpression;
  /** Checks one entry of `plan.slo`; answers what is wrong. Default: accepts all. */
  readonly checkSlo?: CheckExpression;
  /** Checks one entry of `claims`; answers what is wrong. Default: accepts all. */
  readonly checkClaim?: CheckClaim;
}

export interface LoadedScenario {
  readonly scenario: Scenario;
  /** What the user should know though nothing is wrong: cells that were merged, exclusions without effect. */
  readonly notes: readonly string[];
}

/** Throws BAD_SCENARIO, one line a problem as `file:line:column: what was wrong; expected ...`. */
export async function loadScenario(path: string, options: LoadOptions = {}): Promise<LoadedScenario> {
  const { readFile = readBounded, overrides = [], only = [] } = options;
  const problems = new ProblemList();
  const text = await readScenario(path, readFile, problems);
  const { yaml, data } = readYaml(path, text, overrides, problems);
  const parsed = scenarioFile.safeParse(data, { reportInput: true });
  if (!parsed.success) reportIssues(parsed.error.issues, yaml.locate, problems);
  const notes = new Set<string>();
  const compiled = await compileSections(recordOf(data), {
    files: { scenarioPath: path, readFile },
    report: reporter(problems, yaml.locate),
    notes,
    checkThreshold: options.checkThreshold ?? accept,
    checkSlo: options.checkSlo ?? accept,
    checkClaim: options.checkClaim ?? accept,
  });
  const sections = { ...compiled, cells: choose(compiled.cells, only, problems) };
  if (!problems.isEmpty || !parsed.success || !isComplete(sections)) throw problems.toError();
  return { scenario: assemble({ path, text, overrides, only }, parsed.data, sections), notes: [...notes] };
}

// What YAML itself refuses ends the reading: a broken tree would only give misleading complaints.
function readYaml(path: string, text: string, overrides: readonly string[], problems: ProblemList) {
  const yaml = YamlText.parse(path, text, problems);
  if (yaml === undefined) throw problems.toError();
  applyOverrides(yaml, overrides, problems);
  const content = yaml.data(problems);
  if (content === undefined) throw problems.toError();
  return { yaml, data: content.data };
}

function choose(cells: Sections['cells'], only: readonly string[], problems: ProblemList): Sections['cells'] {
  return cells && selectCells(cells, only, problems);
}

function assemble(
  source: Scenario['source'],
  file: z.output<typeof scenarioFile>,
  sections: Complete,
): Scenario {
  const {
    name,
    description,
    broker,
    'warm-up': warmUpMs,
    generators,
    repeats,
    seed,
    accept,
    thresholds,
    claims,
  } = file;
  const brokerUrl = broker === undefined ? {} : { brokerUrl: broker };
  const { settings, ...compiled } = sections;
  return {
    name,
    description,
    source,
    ...brokerUrl,
    ...compiled,
    ...settings,
    warmUpMs,
    generators,
    repeats,
    seed,
    accept,
    thresholds,
    claims,
  };
}

type Complete = { readonly [Key in keyof Sections]: NonNullable<Sections[Key]> };

function isComplete(sections: Sections): sections is Complete {
  return Object.values(sections).every((section) => section !== undefined);
}

async function readScenario(path: string, readFile: ReadFile, problems: ProblemList): Promise<string> {
  try {
    const text = await readFile(path, MAX_SCENARIO_BYTES);
    if (Buffer.byteLength(text) <= MAX_SCENARIO_BYTES) return text;
    problems.add(`${path}:1:1`, { wrong: `the file is larger than ${MAX_SCENARIO_BYTES} bytes` });
  } catch (error) {
    problems.add(path, { wrong: `cannot read the scenario: ${readFailure(error)}` });
    throw problems.toError(error);
  }
  throw problems.toError();
}

function recordOf(data: unknown): Readonly<Record<string, unknown>> {
  return typeof data === 'object' && data !== null ? Object.fromEntries(Object.entries(data)) : {};
}

const accept: CheckExpression = () => undefined;
