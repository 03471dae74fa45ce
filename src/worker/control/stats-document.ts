// `inspect stats`: Celery's fields in Celery's places, and beside them what an operator misses there: the true number
// of slots, memory of every process, the limits of the cgroup.

import { parseBrokerUrl } from '../../broker/index.ts';
import { readCgroupLimits } from '../../machine/index.ts';
import type { Panel } from './panel.ts';
import { readMemory } from './process-memory.ts';

const CONNECT_TIMEOUT_SEC = 4;

export async function statsDocument(panel: Panel) {
  const { steering, totals, clock, startedAtMs } = panel;
  const autoscaler = steering.autoscaling();
  const prefetch = steering.prefetchLimit();
  // At the same moment as the limit: what follows takes a while.
  const prefetched = steering.prefetched();
  return {
    total: Object.fromEntries(totals.byName),
    pid: process.pid,
    clock: String(clock.value),
    uptime: Math.floor((performance.now() - startedAtMs) / 1000),
    pool: await poolDocument(panel),
    broker: brokerDocument(panel.settings.broker),
    // Celery's word for no limit.
    prefetch_count: prefetch === Infinity ? 0 : prefetch,
    prefetched,
    rusage: usageDocument(),
    memory: { limits: limitsDocument(), worker: (await readMemory([process.pid]))[0] },
    ...(autoscaler === undefined ? {} : { autoscaler }),
  };
}

async function poolDocument({ steering, settings }: Panel) {
  const pool = steering.pool();
  return {
    implementation: `headcount:${pool.kind}`,
    'max-concurrency': pool.slots,
    processes: pool.pids,
    'max-tasks-per-child': pool.maxTasksPerChild ?? 'N/A',
    'max-memory-per-child': pool.maxMemoryPerChildKib ?? 'N/A',
    'put-guarded-by-semaphore': settings.pool === 'solo',
    timeouts: [pool.timeLimits.softSec ?? 0, pool.timeLimits.hardSec ?? 0],
    busy: steering.busySlots(),
    memory: await readMemory(pool.pids),
  };
}

function brokerDocument(url: string) {
  const { host, port, db, username, path, tls } = parseBrokerUrl(url).options;
  return {
    hostname: host ?? path ?? null,
    userid: username ?? null,
    virtual_host: String(db ?? 0),
    port: port ?? null,
    insist: false,
    ssl: tls !== undefined,
    transport: 'redis',
    connect_timeout: CONNECT_TIMEOUT_SEC,
    transport_options: {},
    login_method: null,
    uri_prefix: null,
    heartbeat: 0,
    failover_strategy: 'round-robin',
    alternates: [],
  };
}

function limitsDocument() {
  const { cpus, memoryBytes } = readCgroupLimits();
  return { cpus, memory: memoryBytes };
}

function usageDocument() {
  const usage = process.resourceUsage();
  return {
    utime: usage.userCPUTime / 1e6,
    stime: usage.systemCPUTime / 1e6,
    maxrss: usage.maxRSS,
    ixrss: usage.sharedMemorySize,
    idrss: usage.unsharedDataSize,
    isrss: usage.unsharedStackSize,
    minflt: usage.minorPageFault,
    majflt: usage.majorPageFault,
    nswap: usage.swappedOut,
    inblock: usage.fsRead,
    oublock: usage.fsWrite,
    msgsnd: usage.ipcSent,
    msgrcv: usage.ipcReceived,
    nsignals: usage.signalsCount,
    nvcsw: usage.voluntaryContextSwitches,
    nivcsw: usage.involuntaryContextSwitches,
  };
}
