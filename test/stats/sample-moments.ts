// Mean and variance of a sample, and the bounds within which chance keeps them.

export interface SampleMoments {
  readonly mean: number;
  readonly variance: number;
  /** Standard error of the mean. */
  readonly meanError: number;
  /** Standard error of the variance, from the sample's fourth moment. */
  readonly varianceError: number;
}

export function sampleMoments(values: readonly number[]): SampleMoments {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const moment = (power: number): number =>
    values.reduce((sum, value) => sum + (value - mean) ** power, 0) / count;
  const variance = moment(2);
  return {
    mean,
    variance,
    meanError: Math.sqrt(variance / count),
    varianceError: Math.sqrt(Math.max(0, moment(4) - variance ** 2) / count),
  };
}

/** A chi-square value that chance exceeds about once in a million (normal approximation at five deviations). */
export function chiSquareBound(degreesOfFreedom: number): number {
  return degreesOfFreedom + 5 * Math.sqrt(2 * degreesOfFreedom);
}
