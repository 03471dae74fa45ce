// What runs the bodies that call a server. A client's library is loaded only where a task needs it: children of a
// worker that runs other tasks stay small.

import { assertNever } from '../../errors/index.ts';
import type { CallKind } from '../../workload/index.ts';
import type { App } from '../../worker/index.ts';
import type { SetCall } from '../set-call.ts';

/** Makes one call. Throws CallFailure, or RESOURCE_FAILED when a shared connection cannot be opened. */
export type Caller = () => Promise<void>;

/** `task` names what the tasks of a process share. Throws MISSING_PACKAGE. */
export async function openCaller(kind: CallKind, task: string, call: SetCall, app: App): Promise<Caller> {
  switch (kind) {
    case 'http':
      return (await import('./http-call.ts')).httpCaller(task, call, app);
    case 'redis':
      return (await import('./redis-call.ts')).redisCaller(task, call, app);
    case 'postgres':
      return (await import('./postgres-call.ts')).postgresCaller(task, call, app);
    default:
      return assertNever(kind);
  }
}
