// Which execution counts where: latencies by when a task was due, throughput and busy time by when things happened.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TaskHalf } from '../../src/run/collect/handling-join.ts';
import { SliceTimeline } from '../../src/run/collect/slice-timeline.ts';
import { PhaseRecorder } from '../../src/run/collect/phase-recorder.ts';

const SECOND = 1e9;

function ran(typeIndex: number, intendedNs: number, startedNs: number, finishedNs: number): TaskHalf {
  return { typeIndex, worker: 0, intendedNs, sentNs: intendedNs, startedNs, finishedNs };
}

test('an open-loop task counts for latency in the phase it was due in, however late it finishes', () => {
  const phase = new PhaseRecorder('rate', 10 * SECOND, 12 * SECOND, 1);
  phase.book(ran(0, 11.9 * SECOND, 12.5 * SECOND, 13 * SECOND), false);
  const figures = phase.figures(['t']);
  assert.equal(figures.completed, 1);
  assert.equal(figures.finishedInWindow, 0);
  assert.ok(Math.abs(figures.wait.summary.maxMs - 600) < 1);
  assert.ok(Math.abs(figures.endToEnd.summary.maxMs - 1100) < 2);
});

for (const kind of ['saturate', 'closed'] as const)
  test(`a phase without a schedule (${kind}) counts what finished inside it`, () => {
    const phase = new PhaseRecorder(kind, 10 * SECOND, 11 * SECOND, 1);
    phase.book(ran(0, 9 * SECOND, 9.5 * SECOND, 10.5 * SECOND), false);
    phase.book(ran(0, 10 * SECOND, 10.5 * SECOND, 11.5 * SECOND), false);
    const figures = phase.figures(['t']);
    assert.equal(figures.completed, 1);
    assert.equal(figures.finishedInWindow, 1);
    assert.ok(Math.abs(figures.service.summary.maxMs - 1000) < 2, 'of the one that finished');
  });

test('busy time is the part of each body that lies in the window', () => {
  const phase = new PhaseRecorder('rate', 10 * SECOND, 11 * SECOND, 1);
  phase.book(ran(0, 9 * SECOND, 9.5 * SECOND, 10.25 * SECOND), false);
  phase.book(ran(0, 10 * SECOND, 10.75 * SECOND, 20 * SECOND), false);
  phase.book(ran(0, 10 * SECOND, 12 * SECOND, 13 * SECOND), false);
  assert.equal(phase.figures(['t']).busyNs, 0.5 * SECOND);
});

test('failures are counted apart and by task type', () => {
  const phase = new PhaseRecorder('rate', 0, SECOND, 2);
  phase.book(ran(0, 0, 1, 2), false);
  phase.book(ran(1, 0, 1, 2), true);
  const figures = phase.figures(['a', 'b']);
  assert.deepEqual(
    figures.byTask.map(({ name, completed, failed }) => ({ name, completed, failed })),
    [
      { name: 'a', completed: 1, failed: 0 },
      { name: 'b', completed: 0, failed: 1 },
    ],
  );
});

test('the timeline has a slice for every second, also where nothing happened', () => {
  const phase = new PhaseRecorder('rate', 0, 20.5 * SECOND, 1);
  phase.book(ran(0, 0, 0.1 * SECOND, 0.2 * SECOND), false);
  phase.book(ran(0, 19 * SECOND, 19.1 * SECOND, 20.2 * SECOND), false);
  const { slices } = phase.figures(['t']);
  assert.equal(slices.length, 21);
  assert.equal(slices[0]?.completed, 1);
  assert.equal(slices[10]?.completed, 0);
  assert.equal(slices[10]?.waitP50Ms, null);
  assert.equal(slices[20]?.completed, 1);
});

test('a stamp that comes long after its slice leaves no trace in another slice', () => {
  const timeline = new SliceTimeline(0, 40 * SECOND);
  timeline.book(20.5 * SECOND, 0.001 * SECOND, false);
  // Its slice had no sample yet, and is too old to be open.
  timeline.book(3.5 * SECOND, 3 * SECOND, false);
  timeline.book(21.5 * SECOND, 0.001 * SECOND, false);
  const slices = timeline.finish();
  assert.deepEqual(
    [3, 20, 21].map((index) => slices[index]?.completed),
    [0, 1, 1],
  );
  assert.ok((slices[21]?.waitP95Ms ?? Infinity) < 2, 'no wait of three seconds');
});

test('an attempt keeps a slot busy and ends nothing', () => {
  const phase = new PhaseRecorder('rate', 10 * SECOND, 11 * SECOND, 1);
  phase.book(ran(0, 10 * SECOND, 10.5 * SECOND, 10.75 * SECOND), false);
  phase.bookAttempt(9 * SECOND, 10.25 * SECOND);
  const { busyNs, attemptBusyNs, completed, finishedInWindow } = phase.figures(['t']);
  assert.deepEqual([busyNs, attemptBusyNs], [0.25 * SECOND, 0.25 * SECOND]);
  assert.deepEqual([completed, finishedInWindow], [1, 1]);
});
