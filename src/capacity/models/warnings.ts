// The closed list of doubts a prediction can carry. Like the result's warnings, each has a cause and a next step, and
// travels with the figure it belongs to.

export const MODEL_WARNINGS = {
  'heavy-tail': {
    cause: 'Service times vary too much (scv above 2) for a two-moment formula to promise a 99th percentile.',
    nextStep: 'Simulate with the measured durations before relying on it.',
  },
  'few-slots-tail': {
    cause: 'With at most 4 slots and an scv above 1 the far percentiles were found up to 40 % short.',
    nextStep: 'Leave more headroom, or simulate with the measured durations.',
  },
  'scv-out-of-range': {
    cause: 'Above an scv of 4 the predicted wait was found to be up to half too short.',
    nextStep: 'Split long tasks from short ones onto queues of their own, or simulate.',
  },
  'near-saturation': {
    cause: 'Above 95 % utilization the wait multiplies with every percent of load.',
    nextStep: 'Add workers: a small error in the rate or the service time decides the wait here.',
  },
  'split-queue': {
    cause: 'Workers reserve tasks ahead, so a task can wait behind a busy worker while another is idle.',
    nextStep: 'Lower the prefetch to gain on the promised wait, or keep the safer count.',
  },
  'extrapolated-fleet': {
    cause: 'The plan has over 1.5 times the workers that were measured; the broker may not scale that far.',
    nextStep: 'Measure a fleet of that size before buying it.',
  },
  'smaller-machine': {
    cause: 'The planned machine has fewer CPUs than one measured worker used when saturated.',
    nextStep: 'Measure on such a machine: the worker will be slower there.',
  },
  'use-not-measured': {
    cause:
      'Not every worker could be looked at (another machine, or no /proc), so what the fleet uses is not known.',
    nextStep:
      'Run the scenario with all workers on a Linux machine of its own to plan CPU, memory and machines.',
  },
  'few-service-times': {
    cause: 'Too few service times were observed for the end-to-end percentile promised.',
    nextStep: 'Lengthen the open-loop phases (368 tasks for p99, 3,688 for p99.9).',
  },
  'measured-with-warnings': {
    cause: 'The trials behind this figure carry warnings of their own.',
    nextStep: 'Read them in the report before relying on the plan.',
  },
} as const;

type ModelWarningCode = keyof typeof MODEL_WARNINGS;

export interface ModelWarning {
  readonly code: ModelWarningCode;
  /** The particulars, one sentence with figures. */
  readonly detail: string;
}

const NEAR_SATURATION = 0.95;
const CHECKED_SCV = 4;
const HEAVY_SCV = 2;
const FEW_SLOTS = 4;
const FAR_PERCENTILE = 0.99;

/** What the wait formula cannot promise here. `percentiles` are the ones promised, 0 to 1; empty for a mean. */
export function waitWarnings(
  queue: { readonly slots: number; readonly serviceScv: number; readonly utilization: number },
  percentiles: readonly number[],
): readonly ModelWarning[] {
  const { slots, serviceScv, utilization } = queue;
  const warnings: ModelWarning[] = [];
  const far = percentiles.some((p) => p >= FAR_PERCENTILE);
  const add = (code: ModelWarningCode, detail: string): number => warnings.push({ code, detail });
  const scv = serviceScv.toFixed(2);
  if (serviceScv > HEAVY_SCV && far) add('heavy-tail', `scv of service is ${scv}`);
  if (serviceScv > 1 && slots <= FEW_SLOTS && far) add('few-slots-tail', `${slots} slots, scv ${scv}`);
  if (serviceScv > CHECKED_SCV) add('scv-out-of-range', `scv of service is ${scv}`);
  if (utilization > NEAR_SATURATION)
    add('near-saturation', `${(utilization * 100).toFixed(1)} % utilization`);
  return warnings;
}
