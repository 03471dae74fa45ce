// What a BullMQ worker under load prints when it takes jobs.

export const READY = 'headcount: bullmq worker is ready';
