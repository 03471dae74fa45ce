import { celeryCase } from './celery-case.ts';
import { systemContract, systemPoolsContract } from './system.ts';

systemContract('celery', celeryCase(['prefork', 'solo']));
systemPoolsContract('celery', celeryCase(['solo', 'prefork', 'threads']));
