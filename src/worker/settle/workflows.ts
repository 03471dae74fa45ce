// What a message asks for after its task: links, error links, the next step of its chain, and word to its chord.
//
//   after a success   links and the next step are sent; its chord is told once the result is stored
//   after a failure   error links are sent, its chord is told, the rest of its chain fails with it
//   a chord is full   its body is sent with the values, or fails when a member has failed

import {
  decodeBody,
  type Chords,
  type ChordEnd,
  type EncodedSignature,
  type ResultStore,
  type StoredStatus,
  type TaskEmbed,
  type TaskHeader,
} from '../../broker/index.ts';
import { chordFailed, describeFailure } from '../app/failure.ts';
import type { Origin } from '../canvas/message.ts';
import { planOf, resultTuple } from '../canvas/plan.ts';
import { readSignature, readSignatures, type Signature } from '../canvas/signature.ts';
import type { Log } from '../log.ts';
import type { Failure } from '../pools/contract.ts';
import { outcomeOfHeader } from './chord-outcome.ts';
import { openEnds, type OpenEnd } from './open-ends.ts';
import type { Publisher } from './publisher.ts';
import { exceptionOf, failureResult } from './result-document.ts';

export interface WorkflowParts {
  readonly publisher: Publisher;
  readonly results: ResultStore;
  readonly chords: Chords;
  readonly log: Log;
}

/** One ended task, as its chord is told of it. */
interface Member {
  readonly id: string;
  readonly group: string | null;
  readonly groupIndex: number | null;
  readonly rootId: string;
}

type EndStatus = 'FAILURE' | 'REVOKED';

export class Workflows {
  readonly #parts: WorkflowParts;

  constructor(parts: WorkflowParts) {
    this.#parts = parts;
  }

  /** Sends links and the next step of the chain. Answers their results as Celery lists a task's children. */
  async sendAfterSuccess(task: TaskHeader, embed: TaskEmbed, value: unknown): Promise<readonly unknown[]> {
    const chain = readSignatures(embed.chain);
    const next = chain.at(-1);
    const plans = readSignatures(embed.callbacks).map((link) => planOf(link, [value]));
    if (next !== undefined) plans.push(planOf(next, [value], chain.slice(0, -1)));
    if (plans.length === 0) return [];
    await this.#parts.publisher.publish(plans, originOf(task));
    return plans.map((plan) => resultTuple(plan.result));
  }

  /** Tells the task's chord, if it belongs to one; the last member brings the chord to its end. */
  async tellChord(
    task: Member,
    chord: EncodedSignature | null,
    status: StoredStatus,
    result: unknown,
  ): Promise<void> {
    const body = readSignature(chord);
    if (body === undefined || task.group === null) return;
    const { id: taskId, group: groupId, groupIndex: index } = task;
    const end = await this.#parts.chords.note({ groupId, index, taskId, status, result });
    if (end !== undefined) await this.#endChord(groupId, body, end, task);
  }

  /** Each error link once, with the failed task's id. A revoked task has not failed. */
  async sendErrorLinks(task: TaskHeader, status: EndStatus): Promise<void> {
    const body = decodeBody(task.body);
    if (body.kind === 'malformed' || status === 'REVOKED') return;
    await this.#sendLinks(readSignatures(body.embed.errbacks), task.id, originOf(task));
  }

  /** The task's chord is told, and what was to come after it in its chain ends as it did. */
  async failRest(task: TaskHeader, failure: Failure, status: EndStatus): Promise<void> {
    const body = decodeBody(task.body);
    if (body.kind === 'malformed') return;
    await this.tellChord(task, body.embed.chord, status, exceptionOf(failure));
    await this.#fail(readSignatures(body.embed.chain), task, failure, status);
  }

  async #sendLinks(links: readonly Signature[], failedId: string, origin: Origin): Promise<void> {
    if (links.length === 0) return;
    const plans = links.map((link) => planOf(link, [failedId]));
    await this.#parts.publisher.publish(plans, origin);
  }

  /** Stores the failure for every task of signatures that were waiting for their turn, and tells their chords. */
  async #fail(
    signatures: readonly Signature[],
    because: Member,
    failure: Failure,
    status: EndStatus,
  ): Promise<void> {
    const ends = signatures.flatMap((signature) => openEnds(signature));
    await Promise.all(ends.map((end) => this.#failOne(end, because, failure, status)));
  }

  async #failOne(end: OpenEnd, because: Member, failure: Failure, status: EndStatus): Promise<void> {
    if (end.wantsResult) {
      const owner = { id: end.id, parentId: because.id, group: end.group };
      await this.#parts.results.store(failureResult(owner, failure, status));
    }
    await this.tellChord({ ...end, rootId: because.rootId }, end.chord, status, exceptionOf(failure));
  }

  async #endChord(groupId: string, body: Signature, end: ChordEnd, last: Member): Promise<void> {
    const origin = { rootId: last.rootId, parentId: last.id, replyTo: '' };
    const outcome = await outcomeOfHeader(end, this.#parts.results);
    if (outcome.kind === 'values') {
      await this.#parts.publisher.publish([planOf(body, [outcome.values])], origin);
    } else {
      const failure = chordFailed(outcome.reason);
      this.#parts.log.error(`Chord ${groupId} failed: ${describeFailure(failure)}`);
      await this.#failBody(body, failure, last, origin);
    }
    await this.#parts.chords.end(groupId);
  }

  async #failBody(body: Signature, failure: Failure, last: Member, origin: Origin): Promise<void> {
    const ends = openEnds(body);
    await this.#sendLinks(errorLinksOf(body), ends[0]?.id ?? last.id, origin);
    await this.#fail([body], last, failure, 'FAILURE');
  }
}

// What failed is the body as a whole; of a chain that is its first step, which carries the links of the chain.
function errorLinksOf(body: Signature): readonly Signature[] {
  const own = readSignatures(body.options['link_error']);
  const [first] = body.subtask_type === 'chain' ? readSignatures(body.kwargs['tasks']) : [];
  return own.length > 0 || first === undefined ? own : errorLinksOf(first);
}

function originOf({ id: parentId, rootId, replyTo }: TaskHeader): Origin {
  return { rootId, parentId, replyTo };
}
