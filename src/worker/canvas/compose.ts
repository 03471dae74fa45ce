// Chains, groups and chords as signatures, and what they are made of.

import {
  readSignature,
  readSignatures,
  withOptions,
  type Signature,
  type SignatureOptions,
} from './signature.ts';

const NO_OPTIONS: SignatureOptions = {};

/** Tasks one after another, each with the value of the one before; its value is the last one's. */
export function chain(...steps: readonly Signature[]): Signature {
  return composed('chain', { tasks: steps });
}

/** Tasks side by side; its value is the list of theirs. */
export function group(...members: readonly Signature[]): Signature {
  return composed('group', { tasks: members });
}

/** Tasks side by side, and one more (the body) with the list of their values once all have succeeded. */
export function chord(header: readonly Signature[] | Signature, body: Signature): Signature {
  return composed('chord', { header: 'task' in header ? header : group(...header), body, kwargs: {} });
}

/** The steps of a chain or the members of a group. */
export function tasksOf(signature: Signature): readonly Signature[] {
  return readSignatures(signature.kwargs['tasks']);
}

/** The same chain or group of other tasks. */
export function withTasks(signature: Signature, tasks: readonly Signature[]): Signature {
  return { ...signature, kwargs: { ...signature.kwargs, tasks } };
}

/** The header of a chord as a group, whatever form it was written in. */
export function headerOf(signature: Signature): Signature {
  const header = readSignature(signature.kwargs['header']);
  if (header?.subtask_type === 'group') return header;
  if (header?.subtask_type === 'chain') return group(...tasksOf(header));
  return group(...readSignatures(signature.kwargs['header']));
}

export function bodyOf(signature: Signature): Signature | undefined {
  return readSignature(signature.kwargs['body']);
}

/** With links and error links added to those it has. */
export function withLinks(signature: Signature, links: SignatureOptions): Signature {
  return withOptions(signature, {
    link: joined(signature.options['link'], links['link']),
    link_error: joined(signature.options['link_error'], links['link_error']),
  });
}

function joined(own: unknown, more: unknown): readonly Signature[] | undefined {
  const added = readSignatures(more);
  return added.length === 0 ? undefined : [...readSignatures(own), ...added];
}

function composed(type: 'chain' | 'group' | 'chord', kwargs: Readonly<Record<string, unknown>>): Signature {
  const task = `celery.${type}`;
  return { task, args: [], kwargs, options: NO_OPTIONS, subtask_type: type, immutable: false };
}
