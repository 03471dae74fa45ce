// What is wrong with a claim in its scenario: settings, loads and tasks that are not there, figures that no phase gives,
// sides that have no pair of settings to compare. Known before anything runs.

import { nearestName } from '../../errors/index.ts';
import { refuse, type Refusal } from '../threshold/parse.ts';
import { sideText, type Choice, type Claim, type Side } from './claim.ts';
import { loadProblem } from './loads.ts';
import { chosen, pairsOf, settingKeys, settingText, type ClaimCell } from './pairs.ts';
import { readClaim } from './parse.ts';

/** What a claim may speak of. */
export interface ClaimScene {
  readonly cells: readonly ClaimCell[];
  /** The kinds of the scenario's phases, in their order. */
  readonly loads: readonly string[];
  /** Names of the workload's tasks. */
  readonly tasks: readonly string[];
}

/** What is wrong, as one sentence with the remedy; undefined when nothing is. Without a scene only the text is checked. */
export function checkClaim(text: string, scene: ClaimScene | undefined): string | undefined {
  const parsed = readClaim(text);
  if (!parsed.ok) return sentence(parsed);
  if (scene === undefined) return undefined;
  const wrong = sideProblem(parsed.value.left, scene) ?? sideProblem(parsed.value.right, scene);
  const found = wrong ?? pairProblem(parsed.value, scene.cells);
  return found === undefined ? undefined : sentence(found);
}

const sentence = ({ problem, hint }: Refusal): string => `${problem}; ${hint}`;

function sideProblem(side: Side, scene: ClaimScene): Refusal | undefined {
  for (const choice of side.choices) {
    const wrong = choiceProblem(choice, scene.cells);
    if (wrong !== undefined) return wrong;
  }
  if (chosen(side, scene.cells).length === 0) {
    return refuse(`no setting is ${sideText(side)}`, 'choose values that occur together');
  }
  return taskProblem(side, scene.tasks) ?? loadProblem(side, scene.loads);
}

function choiceProblem({ key, values }: Choice, cells: readonly ClaimCell[]): Refusal | undefined {
  const keys = settingKeys(cells);
  if (!keys.includes(key)) {
    return refuse(
      `no setting is called '${key}'`,
      nearHint(key, keys, `the settings are ${keys.join(', ')}, load`),
    );
  }
  const present = [...new Set(cells.flatMap((cell) => settingText(cell, key) ?? []))];
  const missing = values.find((value) => !present.includes(value));
  if (missing === undefined) return undefined;
  return refuse(
    `no setting has ${key}=${missing}`,
    nearHint(missing, present, `there is ${key}=${present.join(',')}`),
  );
}

function nearHint(name: string, known: readonly string[], otherwise: string): string {
  const near = nearestName(
    name,
    known.filter((word) => !/^\d/.test(word)),
  );
  return near === undefined ? otherwise : `did you mean '${near}'?`;
}

function taskProblem({ subject }: Side, tasks: readonly string[]): Refusal | undefined {
  const task = subject.kind === 'latency' ? subject.task : null;
  if (task === null || tasks.includes(task)) return undefined;
  return refuse(
    `the workload has no task '${task}'`,
    nearHint(task, tasks, `its tasks are ${tasks.join(', ')}`),
  );
}

function pairProblem(claim: Claim, cells: readonly ClaimCell[]): Refusal | undefined {
  const { left, right } = claim;
  if (sideText(left) === sideText(right)) {
    return refuse('both sides are the same', 'choose another setting, load or figure on one of them');
  }
  if (pairsOf(claim, cells).length > 0) return undefined;
  const named = new Set([...left.choices, ...right.choices].map(({ key }) => key));
  const apart = settingKeys(cells).filter((key) => !named.has(key) && differs(key, left, right, cells));
  return refuse(
    `no setting of the left side has its like on the right: they differ in ${apart.join(', ') || 'nothing'}`,
    `name ${apart.join(' and ') || 'other settings'} on a side, as in '[pool=gevent concurrency=100]'`,
  );
}

// The sides have no value of the setting in common.
function differs(key: string, left: Side, right: Side, cells: readonly ClaimCell[]): boolean {
  const values = (side: Side): readonly (string | undefined)[] =>
    chosen(side, cells).map((cell) => settingText(cell, key));
  const others = values(right);
  return values(left).every((value) => !others.includes(value));
}
