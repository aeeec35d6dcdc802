import { fileURLToPath } from 'node:url';
import { migrationSuite } from '../../src/testing.ts';
import config from '../../windlass.config.ts';

migrationSuite({
  config: { ...config, url: 'sqlite:' },
  databases: ['sqlite:', { name: 'postgres', url: () => process.env.WINDLASS_TEST_POSTGRES ?? '' }],
  directory: fileURLToPath(new URL('../..', import.meta.url)),
});
