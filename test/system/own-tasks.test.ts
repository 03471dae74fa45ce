import { fileURLToPath } from 'node:url';
import { createSystem } from '../../src/system/index.ts';
import { findCelery, SKIP_WITHOUT_CELERY } from '../celery/python.ts';
import { SKIP_WITHOUT_REDIS } from '../redis-server.ts';
import { ownTasksContract } from './own-tasks.ts';

const COMPILED = fileURLToPath(new URL('../fixtures/apps', import.meta.url));
const SOURCE = fileURLToPath(new URL('../../../test/fixtures/own', import.meta.url));

const none = { args: [], kwargs: {} };
const SHOP = {
  tasks: {
    'shop.add': { args: [40, 2], kwargs: {} },
    'shop.resize': {
      args: ['https://shop.example/{{seq}}.png'],
      kwargs: { size: { width: '{{random 1 9}}' } },
    },
    'shop.flaky': none,
    'shop.broken': none,
  },
  flaky: 'shop.flaky',
  failing: ['shop.broken'],
  results: { 'shop.add': 42, 'shop.resize': 'resized' },
  refuses: { asked: 'shop.ad', says: /has no task "shop\.ad"; did you mean "shop\.add"\?/ },
};

ownTasksContract('headcount', {
  ...SHOP,
  // What comes by name is one object to a function of JavaScript.
  tasks: {
    ...SHOP.tasks,
    'shop.resize': { args: ['https://shop.example/{{seq}}.png', { width: '{{random 1 9}}' }], kwargs: {} },
  },
  app: './shop-tasks.js',
  unloadable: { app: './broken.js', says: /this module is broken on purpose/ },
  create: (name, env) =>
    createSystem('headcount', env, { apps: { headcount: { name, directory: COMPILED } } }),
  pools: ['prefork', 'threads', 'async'],
  skip: SKIP_WITHOUT_REDIS,
});

const python = findCelery();
ownTasksContract('celery', {
  ...SHOP,
  app: 'shop.celery',
  unloadable: { app: 'shop.shelves', says: /No module named 'shop\.shelves'/ },
  create: (name, env) =>
    createSystem('celery', env, {
      ...(python === undefined ? {} : { celery: { python } }),
      apps: { celery: { name, directory: SOURCE } },
    }),
  pools: ['prefork', 'threads'],
  skip: SKIP_WITHOUT_CELERY || SKIP_WITHOUT_REDIS,
});

ownTasksContract('bullmq', {
  tasks: {
    'shop.resize': { args: [], kwargs: { url: 'https://shop.example/{{seq}}.png' } },
    'shop.broken': { args: [{ url: 'none' }], kwargs: {} },
  },
  failing: ['shop.broken'],
  app: './shop-processor.js',
  unloadable: { app: './broken.js', says: /this module is broken on purpose/ },
  create: (name, env) => createSystem('bullmq', env, { apps: { bullmq: { name, directory: COMPILED } } }),
  pools: ['async', 'prefork', 'threads'],
  skip: SKIP_WITHOUT_REDIS,
});
