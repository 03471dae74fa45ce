export { readCgroupLimits, readCgroupUse } from './cgroup-limits.ts';
export type { CgroupLimits, CgroupUse } from './cgroup-limits.ts';
