import { celeryCase } from './celery-case.ts';
import { systemPoolsContract } from './system.ts';

systemPoolsContract('celery', celeryCase(['gevent', 'eventlet']));
