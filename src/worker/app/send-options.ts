// What is said about one task to be sent, in Celery's words.

import { formatCeleryDate } from '../../broker/index.ts';
import type { Signature, SignatureOptions } from '../canvas/signature.ts';
import { durationOption, type Duration } from './duration-option.ts';
import type { SendOptions } from './options.ts';

export interface SignatureSettings extends SendOptions {
  /** It does not take the value of the task before it. Default false. */
  readonly immutable?: boolean;
}

/** A task to be sent, alone or as part of a workflow. Throws BAD_OPTION. */
export function signatureOf(name: string, args: readonly unknown[], settings: SignatureSettings): Signature {
  return {
    task: name,
    args,
    kwargs: settings.kwargs ?? {},
    options: celeryOptions(settings),
    subtask_type: null,
    immutable: settings.immutable ?? false,
  };
}

function celeryOptions(given: SendOptions): SignatureOptions {
  const options = {
    task_id: given.id,
    queue: given.queue,
    priority: given.priority,
    countdown: seconds('countdown', given.eta === undefined ? given.countdown : undefined),
    eta: given.eta === undefined ? undefined : formatCeleryDate(given.eta),
    expires:
      given.expires instanceof Date ? formatCeleryDate(given.expires) : seconds('expires', given.expires),
    time_limit: seconds('timeLimit', given.timeLimit),
    soft_time_limit: seconds('softTimeLimit', given.softTimeLimit),
    retries: given.retries,
    ignore_result: given.ignoreResult,
    link: given.link === undefined ? undefined : [given.link].flat(),
    link_error: given.linkError === undefined ? undefined : [given.linkError].flat(),
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function seconds(option: string, duration: Duration | undefined): number | undefined {
  return duration === undefined ? undefined : durationOption(option, duration) / 1000;
}
