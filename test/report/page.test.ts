// The HTML page: what must be on it, what may never be in it.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { renderPlanText, writeHtmlReport } from '../../src/report/index.ts';
import type { RunResult } from '../../src/result/index.ts';
import { unseen } from '../fixtures/resource-records.ts';
import { buildRunResult, withResources, withTrials } from '../fixtures/run-result.ts';
import { judged, noBrokenFigure, visible } from './rendered.ts';
import { eventfulRun, sampleCells, sampleRun } from './sample.ts';

const write = (result: RunResult): Promise<string> => writeHtmlReport(...judged(result));

describe('the page of a run', () => {
  let page = '';
  before(async () => {
    page = await write(sampleRun());
  });

  it('answers first: setting, number of workers, reason, how sure', () => {
    const headline = /<h1[^>]*>(.*?)<\/h1>/s.exec(page)?.[1] ?? '';
    assert.match(headline.trim(), /^Run \d+ \w+ workers? with \d+ slots?.*for 500\/s\.$/);
    assert.ok(page.indexOf('<h1') < page.indexOf('<svg'));
    assert.match(page, /How sure\.<\/b> \d+ tasks\/s measured over 3 repeats/);
  });

  it('has a section for every question, each with a line that says what to look for', () => {
    const ids = [
      'throughput',
      'latency',
      'settings',
      'utilization',
      'limits',
      'task-time',
      'memory',
      'resources',
      'queue',
      'timeline',
      'table',
      'failures',
      'checks',
      'method',
    ];
    for (const id of ids) {
      assert.match(page, new RegExp(`<section class="part" id="${id}"[^]*?<p class="aid">\\s*[^<]{30,}`), id);
      assert.ok(page.includes(`href="#${id}"`), `no link to ${id}`);
    }
  });

  it('draws every chart with a caption and words for those who do not see it', () => {
    const figures = page.match(/<figure class="chart"[^]*?<\/figure>/g) ?? [];
    assert.ok(figures.length >= 10);
    for (const figure of figures) {
      assert.match(figure, /<figcaption>\S/);
      assert.match(figure, /<svg role="img" aria-label="[^"]{10,}"/);
      noBrokenFigure(figure);
    }
  });

  it('tells what the command line changed, which the scenario text does not', async () => {
    const base = buildRunResult();
    const scenario = { ...base.scenario, overrides: ['load[0].rate=200/s'], only: ['pool=async'] };
    const changed = await write({ ...base, scenario });
    assert.match(changed, /<dt>Changed by --set<\/dt>\s*<dd>load\[0\]\.rate=200\/s<\/dd>/);
    assert.match(changed, /<dt>Kept by --only<\/dt>\s*<dd>pool=async<\/dd>/);
    assert.doesNotMatch(page, /--set/);
  });

  it('loads nothing and stays small', () => {
    assert.ok(page.length < 2_000_000);
    assert.doesNotMatch(page, /https?:|@import|url\(|<link|<img|<iframe/);
    for (const [, target = ''] of page.matchAll(/\b(?:src|href)="([^"]*)"/g)) assert.match(target, /^#/);
  });

  it('shows the last lines of a trial that failed', () => {
    assert.match(page, /JavaScript heap out of memory/);
    assert.match(page, /WORKER_DIED/);
  });

  it('says every threshold’s verdict and what the plan doubts, with the next step', () => {
    assert.match(page, /<code>\s*p95\(wait\) &lt; 500ms\s*<\/code>/);
    assert.match(page, /recommended setting passed/);
    assert.match(page, /Next step:/);
  });
});

describe('the page of a run in which something happened', () => {
  let page = '';
  const part = (id: string): string =>
    new RegExp(`<section class="part" id="${id}"[^]*?</section>`).exec(page)?.[0] ?? '';
  before(async () => {
    page = await write(eventfulRun({ repeats: 2 }));
  });

  it('names what limits the recommended setting, with the evidence and the next nearest', () => {
    assert.match(part('limits'), /<span class="tag">\s*(slots|cpu)\s*<\/span>/);
    assert.match(part('limits'), /of the time of \d+ slots was busy/);
    assert.match(part('limits'), /Next nearest: slots, at 91 % of its limit/);
  });

  it('draws the five parts of a task, and what prefetch cost where there are several workers', () => {
    for (const name of ['slip', 'broker wait', 'reserved wait', 'service', 'settle']) {
      assert.match(part('task-time'), new RegExp(`prefetch 4, ${name}: [\\d.]+ [µm]?s`), name);
    }
    assert.match(part('task-time'), /prefetch 4: [\d.]+ % of slot-time stranded/);
  });

  it('shows a growing backlog in place of percentiles', () => {
    const row = /<th scope="row" data-v="solo ×1[^]*?<\/tr>/.exec(part('table'))?.[0] ?? '';
    assert.match(row, /grows 12\/s/);
    assert.match(part('latency'), /solo ×1, prefetch 1, wait: the backlog grew by 12\/s \(10 to 14\)/);
  });

  it('puts intervals behind figures and into the words of the marks', () => {
    assert.match(part('table'), /[\d.]+ \([\d.]+ to [\d.]+\)/);
    assert.match(part('throughput'), /<title>[^<]*\/s tasks \([\d.]+ to [\d.]+, 2 repeats\)/);
    assert.match(part('utilization'), /<title>[^<]*p95 wait [\d.]+ ms \([^<]*2 repeats\)/);
  });

  it('lists every fault with its recovery, and marks it in the timeline', () => {
    assert.match(part('faults'), /pause web@bench-1 for 1 s/);
    assert.match(part('faults'), />1\.8 s</);
    assert.match(part('timeline'), /<title>pause web@bench-1 for 1 s: recovered in 1\.8 s<\/title>/);
    assert.match(part('timeline'), /<title>warm-up cut off: 1 s<\/title>/);
  });

  it('draws the probes of a capacity search and says where the answer lies', () => {
    assert.match(part('search'), /<title>probe 2: 180\/s, p95\(wait\) 420 ms, broken \(clear\)<\/title>/);
    assert.match(part('search'), /158\/s/);
  });

  it('is loud about a self-check that fails and folds away those that hold', () => {
    const [loud = '', folded = ''] = part('checks').split('<details>');
    assert.match(loud, /refuses the trial/);
    assert.match(loud, /tasks in the system 31/);
    assert.match(folded, /\d+ of \d+ hold/);
  });

  it('carries the findings about the machine, the doubtful ones open', () => {
    const machine = part('method').split('<details')[0] ?? '';
    assert.match(machine, /<b>timers<\/b>: 1 ms sleeps are late by/);
  });

  it('says how much memory a task leaves behind', () => {
    assert.match(part('memory'), /Each task leaks 11\.7 KiB/);
  });
});

describe('a page made of hostile input', () => {
  const bad = '<script>alert(1)</script>"\'&--><img src=x onerror=alert(1)>';

  it('shows names as text wherever they come from', async () => {
    const base = buildRunResult({ repeats: 1, thresholds: ['lost == 0'] });
    const page = await write({
      ...base,
      scenario: { name: bad, description: bad, path: bad, text: bad, overrides: [bad], only: [bad] },
      environment: { ...base.environment, hostname: bad, cpuModel: bad, commit: bad },
      workload: { tasks: base.workload.tasks.map((task) => ({ ...task, name: bad })) },
      cells: base.cells.map((cell, i) => ({
        ...cell,
        settings: { ...cell.settings, [bad]: `${bad}${i}` },
        fleet: cell.fleet.map((group) => ({ ...group, pool: i === 0 ? bad : group.pool })),
      })),
      trials: base.trials.map((trial) => ({ ...trial, warnings: [{ code: 'host-busy', detail: bad }] })),
    });
    assert.equal(page.match(/<script\b/g)?.length, 1);
    assert.doesNotMatch(page, /<img/);
    assert.match(page, /&lt;script&gt;alert/);
  });
});

describe('runs out of the ordinary', () => {
  it('has a page for a run in which nothing was measured', async () => {
    const page = await write(
      buildRunResult({
        cells: [
          {
            pool: 'async',
            concurrency: 4,
            prefetch: 1,
            capacityPerSec: 1,
            serviceMeanMs: 1,
            state: 'failed',
          },
        ],
      }),
    );
    assert.match(page, /No recommendation: no setting of this run has a figure to plan with/);
    noBrokenFigure(page);
  });

  it('has a page for a goal that no number of workers meets', async () => {
    const page = await write(buildRunResult({ plan: { ratePerSec: 500, slo: ['p95(end_to_end) < 1ms'] } }));
    assert.match(page, /No number of workers of any measured setting meets the goal/);
  });

  it('does without latency charts of waits where no load was scheduled', async () => {
    const base = buildRunResult();
    const page = await write(
      withTrials(
        base,
        base.trials.map((trial) => ({ ...trial, phases: trial.phases.slice(0, 1) })),
      ),
    );
    assert.match(page, /no scheduled load/);
    assert.doesNotMatch(page, /id="utilization"/);
    noBrokenFigure(page);
  });

  it('says of a fleet that could not be looked at that its CPU and memory were not measured', async () => {
    const blind = withResources(sampleRun({ repeats: 1 }), unseen);
    const page = await write(blind);
    assert.match(page, /CPU cores[^]{0,120}–[^]{0,120}not measured/);
    assert.match(page, /use-not-measured/);
    assert.doesNotMatch(page, /<section class="part" id="memory"/);
    assert.doesNotMatch(visible(page), /[>\s]0 (B|MiB)\b/);
    noBrokenFigure(page);
    const [, plan] = judged(blind);
    assert.match(renderPlanText(plan), /CPU +not measured\n +memory +not measured\n/);
  });

  it('draws a queue that was always empty', async () => {
    const base = sampleRun({ repeats: 1, observations: 50 });
    const trials = base.trials.map((trial) => ({
      ...trial,
      phases: trial.phases.map((phase) => ({
        ...phase,
        timeline: phase.timeline.map((point) => ({ ...point, waiting: 0 })),
      })),
    }));
    noBrokenFigure(await write({ ...base, trials }));
  });

  it('keeps figures of a refused trial out of charts and tables', async () => {
    const base = buildRunResult();
    const page = await write({
      ...base,
      trials: base.trials.map((trial, i) => (i === 1 ? { ...trial, state: 'invalid' as const } : trial)),
    });
    const row =
      /<th scope="row" data-v="prefork[^]*?<\/tr>/.exec(page.slice(page.indexOf('id="table"')))?.[0] ?? '';
    assert.match(row, />\s*invalid\s*</);
    assert.doesNotMatch(row, /\d ms/);
  });

  it('limits charts and timelines of many settings, says so, and lists all in the table', async () => {
    const cells = [1, 2, 4, 8, 16, 32, 64].flatMap((prefetch) => sampleCells([prefetch]));
    const page = await write(buildRunResult({ cells: cells.map((cell) => ({ ...cell })), observations: 50 }));
    assert.ok(cells.length > 80);
    assert.ok(page.length < 2_000_000);
    assert.match(page, /further settings are in the full table/);
    const table = page.slice(page.indexOf('id="table"'), page.indexOf('id="method"'));
    assert.equal(table.match(/<th scope="row"/g)?.length, cells.length);
    const rows = /<figcaption>Throughput[^]*?<\/figure>/.exec(page)?.[0] ?? '';
    assert.ok((rows.match(/<title>/g)?.length ?? 0) <= 2 * 28);
  });
});
