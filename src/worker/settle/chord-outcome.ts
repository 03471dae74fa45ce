// What came of a chord's header: the values for its body, in order and arranged as the header was, or why there are none.

import type { ChordEnd, ResultStore } from '../../broker/index.ts';
import { ms } from '../../units/index.ts';
import { describeFailure } from '../app/failure.ts';
import { isList, isRecord } from '../canvas/signature.ts';

/** How long a member may still take when the chord is full; Celery's result_chord_join_timeout. */
const JOIN_WITHIN_MS = ms(3_000);

export type HeaderOutcome =
  | { readonly kind: 'values'; readonly values: readonly unknown[] }
  | { readonly kind: 'failed'; readonly reason: string };

/** One ended member. */
interface Ended {
  readonly id: string;
  readonly status: string;
  readonly result: unknown;
}

/** Waits for results only where the header is arranged and not every member has told its own. */
export async function outcomeOfHeader(end: ChordEnd, results: ResultStore): Promise<HeaderOutcome> {
  const ended = end.parts.map(readPart);
  const told = ended.filter((one) => one !== undefined);
  if (told.length < ended.length) return { kind: 'failed', reason: 'Join error: a member left no result' };
  const known = new Map(told.map((one) => [one.id, one]));
  const missing = leavesOf(end.structure).filter((id) => !known.has(id));
  for (const found of await Promise.all(missing.map((id) => awaitMember(id, results)))) {
    if (found === undefined) return { kind: 'failed', reason: 'Join error: a member left no result' };
    known.set(found.id, found);
  }
  const failed = [...known.values()].find(({ status }) => status !== 'SUCCESS');
  if (failed !== undefined)
    return { kind: 'failed', reason: `Dependency ${failed.id} raised ${raised(failed)}` };
  if (end.structure === null) return { kind: 'values', values: told.map(({ result }) => result) };
  const valueOf = (node: unknown): unknown =>
    childrenOf(node)?.map(valueOf) ?? known.get(idOf(node) ?? '')?.result ?? null;
  return { kind: 'values', values: childrenOf(end.structure)?.map(valueOf) ?? [] };
}

// A Python worker that starts a group inside of a header may make the chord look full too early.
async function awaitMember(id: string, results: ResultStore): Promise<Ended | undefined> {
  const pending = await results.expect(id);
  try {
    const { status, result } = await pending.wait(JOIN_WITHIN_MS);
    return { id, status, result };
  } catch {
    return undefined;
  } finally {
    await pending.cancel();
  }
}

function readPart(part: unknown): Ended | undefined {
  if (!isList(part)) return undefined;
  const [, id, status, result] = part;
  return typeof id === 'string' && typeof status === 'string' ? { id, status, result } : undefined;
}

/** As Python shows the exception. */
function raised({ result }: Ended): string {
  if (!isRecord(result)) return String(result);
  const message = result['exc_message'];
  return describeFailure({
    type: typeof result['exc_type'] === 'string' ? result['exc_type'] : 'Exception',
    message: isList(message) ? message : [message],
    module: '',
    traceback: null,
  });
}

function leavesOf(node: unknown): readonly string[] {
  const children = childrenOf(node);
  if (children !== null) return children.flatMap(leavesOf);
  const id = idOf(node);
  return id === undefined ? [] : [id];
}

function childrenOf(node: unknown): readonly unknown[] | null {
  return isList(node) && isList(node[1]) ? node[1] : null;
}

function idOf(node: unknown): string | undefined {
  if (!isList(node) || !isList(node[0])) return undefined;
  const [id] = node[0];
  return typeof id === 'string' ? id : undefined;
}
