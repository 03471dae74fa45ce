// The HTML report of one run as text.

import type { Plan } from '../../capacity/index.ts';
import type { ThresholdOutcome } from '../../gate/index.ts';
import type { RunResult } from '../../result/index.ts';
import { makeReport } from '../view/report.ts';
import { renderPage } from './page.ts';

/** One self-contained page: no network, light and dark, readable without script, printable. */
export async function writeHtmlReport(
  result: RunResult,
  plan: Plan,
  outcomes: readonly ThresholdOutcome[],
): Promise<string> {
  return await renderPage(makeReport(result, plan, outcomes));
}
