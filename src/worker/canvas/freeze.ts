// Gives every task of a workflow its id before anything is sent, so that each can carry what comes after it, and
// whoever waits knows what for. Ids that are there stay: freezing twice is harmless.

import { randomUUID } from 'node:crypto';
import { bodyOf, chord, headerOf, tasksOf, withLinks, withTasks } from './compose.ts';
import {
  numberOption,
  readSignature,
  textOption,
  withoutOptions,
  withOptions,
  type Signature,
} from './signature.ts';

/** The result of one task, or of several (`children`). */
export interface ResultNode {
  readonly id: string;
  /** null for a single task. */
  readonly children: readonly ResultNode[] | null;
}

export interface Frozen {
  readonly signature: Signature;
  /** Where the value of the whole will be. */
  readonly result: ResultNode;
}

/** Where in a larger workflow it stands; passed down to the task that ends it. */
interface Place {
  readonly taskId?: string | undefined;
  readonly groupId?: string | undefined;
  readonly groupIndex?: number | undefined;
  readonly chord?: Signature | undefined;
}

/** Options that say where something stands, and so belong to the task that ends it. */
const OF_PLACE: ReadonlySet<string> = new Set([
  ...['task_id', 'group_id', 'group_index', 'chord', 'link', 'link_error'],
]);

export function freeze(signature: Signature, place: Place = {}): Frozen {
  switch (signature.subtask_type) {
    case 'chain':
      return freezeChain(signature, place);
    case 'group':
      return freezeGroup(signature, place);
    case 'chord':
      return freezeChord(signature, place);
    default:
      return freezeTask(signature, place);
  }
}

function freezeTask(signature: Signature, place: Place): Frozen {
  const { taskId: id = randomUUID(), groupId, groupIndex, chord: body } = placeOf(signature, place);
  const options = { task_id: id, group_id: groupId, group_index: groupIndex, chord: body };
  return { signature: withOptions(signature, options), result: { id, children: null } };
}

function freezeChain(signature: Signature, place: Place): Frozen {
  const { options } = signature;
  const steps = chainSteps(signature).map((step) => withLinks(step, { link_error: options['link_error'] }));
  const last = steps.pop();
  if (last === undefined) return { signature, result: { id: place.taskId ?? randomUUID(), children: null } };
  const end = freeze(withLinks(last, { link: options['link'] }), placeOf(signature, place));
  const tasks = [...steps.map((step) => freeze(step).signature), end.signature];
  const rest = { ...signature, options: withoutOptions(options, OF_PLACE) };
  return { signature: withTasks(rest, tasks), result: end.result };
}

// Members learn of their own group when it starts: Celery makes a new one of a chord's header, and what a member says of
// its group stays.
function freezeGroup(signature: Signature, place: Place): Frozen {
  const { taskId, groupId, chord: body } = placeOf(signature, place);
  const id = taskId ?? groupId ?? randomUUID();
  const links = { link_error: signature.options['link_error'] };
  const members = unrolled(signature).map((member, groupIndex) =>
    freeze(withLinks(member, links), { groupId, groupIndex, chord: body }),
  );
  const options = { ...withoutOptions(signature.options, OF_PLACE), task_id: id };
  return {
    signature: withTasks(
      { ...signature, options },
      members.map((member) => member.signature),
    ),
    result: { id, children: members.map((member) => member.result) },
  };
}

// Its own options are for the body: that is what ends it.
function freezeChord(signature: Signature, place: Place): Frozen {
  const { options } = signature;
  const givenBody = bodyOf(signature);
  if (givenBody === undefined) return freezeGroup({ ...headerOf(signature), options }, place);
  const rest = withoutOptions(options, OF_PLACE);
  const body = freeze(withOptions(withLinks(givenBody, options), rest), placeOf(signature, place));
  const header = freeze(headerOf(signature), { chord: body.signature });
  const kwargs = { ...signature.kwargs, header: header.signature, body: body.signature };
  return { signature: { ...signature, options: rest, kwargs }, result: body.result };
}

// What a signature says about its own place wins, but for the chord: an outer one knows the final body.
function placeOf({ options }: Signature, place: Place): Place {
  return {
    taskId: textOption(options, 'task_id') ?? place.taskId,
    groupId: textOption(options, 'group_id') ?? place.groupId,
    groupIndex: place.groupIndex ?? numberOption(options, 'group_index'),
    chord: place.chord ?? readSignature(options['chord']),
  };
}

/** Its steps, inner chains among them; a group with a step after it becomes a chord of the two, as in Celery. */
function chainSteps(signature: Signature): Signature[] {
  const steps: Signature[] = [];
  for (const step of flattened(signature).toReversed()) {
    const next = steps[0];
    if (step.subtask_type === 'group' && next !== undefined) steps[0] = chord(step, next);
    else steps.unshift(step);
  }
  return steps;
}

function flattened(signature: Signature): readonly Signature[] {
  return tasksOf(signature).flatMap((step) => {
    if (step.subtask_type !== 'chain') return [step];
    const links = { link_error: step.options['link_error'] };
    return flattened(step).map((inner) => withLinks(inner, links));
  });
}

/** Its members, those of inner groups among them. */
function unrolled(signature: Signature): readonly Signature[] {
  return tasksOf(signature).flatMap((member) =>
    member.subtask_type === 'group' ? unrolled(member) : [member],
  );
}
