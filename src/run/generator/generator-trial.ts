// One trial as a generator sees it: an open port, and a phase of load after the other.

import type { LoadPort } from '../../system/index.ts';
import { planTasks, type TaskPlan } from '../../workload/index.ts';
import { closedLoop } from './closed-loop.ts';
import { DueTasks } from './due-tasks.ts';
import type { GeneratorOrder, PhaseOrder, PhaseSent } from './messages.ts';
import { CommonNumbers, OwnNumbers, type Numbers } from './numbering.ts';
import { offer } from './offer.ts';
import { saturate } from './saturate.ts';
import { Sending } from './sending.ts';
import { partOf } from './top-up.ts';

type Opening = Omit<GeneratorOrder & { order: 'open' }, 'order' | 'system'>;

const NOTHING_SENT: PhaseSent = { sent: 0, sentPerSlice: [], sentPerTask: [], slip: null, emptyRatio: 0 };

export class GeneratorTrial {
  readonly #port: LoadPort;
  readonly #opening: Opening;

  constructor(port: LoadPort, opening: Opening) {
    this.#port = port;
    this.#opening = opening;
  }

  async send(
    order: PhaseOrder,
    cut: AbortSignal,
  ): Promise<{ readonly phase: PhaseSent; readonly nextSeq: number }> {
    const { firstSeq } = order;
    const numbers =
      order.order === 'offer' ? new CommonNumbers(firstSeq) : new OwnNumbers(firstSeq, this.#opening.share);
    const phase = await this.#sendPhase(order, numbers, cut);
    return { phase, nextSeq: numbers.end };
  }

  close(): Promise<void> {
    return this.#port.close();
  }

  async #sendPhase(order: PhaseOrder, numbers: Numbers, cut: AbortSignal): Promise<PhaseSent> {
    const port = this.#port;
    const { share } = this.#opening;
    const { endNs } = order;
    const sending = new Sending(port, order);
    const part = partOf(share);
    switch (order.order) {
      case 'saturate': {
        const look = () => (order.count === 'waiting' ? port.waiting() : port.outstanding());
        const window = { endNs, depth: order.depth, look, part };
        return saturate(sending, this.#ownPlan(order, numbers), window, cut);
      }
      case 'closed': {
        // One alone: two could both send what they both saw missing.
        if (share.index > 0) return NOTHING_SENT;
        const window = { endNs, outstanding: order.outstanding, look: () => port.outstanding() };
        return closedLoop(sending, this.#ownPlan(order, numbers, order.tasks), window, cut);
      }
      case 'offer': {
        const due = this.#due(order, numbers);
        try {
          return await offer(sending, { endNs, due, share }, cut);
        } finally {
          due.close();
        }
      }
    }
  }

  #due(order: PhaseOrder & { order: 'offer' }, numbers: Numbers): DueTasks {
    const { load, seed, cpuIterationsPerMs: iterationsPerMs } = this.#opening;
    const { phase, startNs, endNs } = order;
    const drawing = { workload: load.workload, seed, iterationsPerMs, phase, nextSeq: numbers.next };
    return new DueTasks(order.streams, drawing, startNs, endNs);
  }

  // Several generators of a closed loop draw tasks of their own: together no more than one may send the same.
  #ownPlan(order: PhaseOrder, numbers: Numbers, tasks?: readonly number[]): TaskPlan {
    const { load, seed, cpuIterationsPerMs: iterationsPerMs, share } = this.#opening;
    const stream = `phase/${order.phase}/generator/${share.index}`;
    const mixed = tasks === undefined ? {} : { tasks };
    return planTasks(load.workload, seed, { iterationsPerMs }, { stream, nextSeq: numbers.next, ...mixed });
  }
}
