// The tasks of a signature that somebody may be waiting for, when it turns out that the signature will not run.

import { bodyOf, headerOf, tasksOf } from '../canvas/compose.ts';
import {
  numberOption,
  readSignature,
  readSignatures,
  textOption,
  type Signature,
} from '../canvas/signature.ts';

export interface OpenEnd {
  readonly id: string;
  readonly group: string | null;
  readonly groupIndex: number | null;
  /** The body of the chord that waits for it; null when none does. */
  readonly chord: Signature | null;
  readonly wantsResult: boolean;
}

/** Only tasks that have got an id: nobody can wait for others. What follows them in their own chains is among them. */
export function openEnds(signature: Signature): readonly OpenEnd[] {
  return [...ownEnds(signature), ...readSignatures(signature.options['chain']).flatMap(openEnds)];
}

function ownEnds(signature: Signature): readonly OpenEnd[] {
  switch (signature.subtask_type) {
    case 'chain':
    case 'group':
      return tasksOf(signature).flatMap(openEnds);
    case 'chord': {
      // The chord itself has not begun: nobody counts its header.
      const header = openEnds(headerOf(signature)).map((end) => ({ ...end, chord: null }));
      const body = bodyOf(signature);
      return body === undefined ? header : [...header, ...openEnds(body)];
    }
    default:
      return endOf(signature);
  }
}

function endOf({ options }: Signature): readonly OpenEnd[] {
  const id = textOption(options, 'task_id');
  if (id === undefined) return [];
  return [
    {
      id,
      group: textOption(options, 'group_id') ?? null,
      groupIndex: numberOption(options, 'group_index') ?? null,
      chord: readSignature(options['chord']) ?? null,
      wantsResult: options['ignore_result'] !== true,
    },
  ];
}
