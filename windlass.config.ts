import { defineConfig } from 'windlass';

/** The demo's configuration: what `npm run demo` uses. */
export default defineConfig({
  url: process.env.DATABASE_URL ?? 'sqlite:./demo.db',
  migrations: 'migrations',
  seeds: 'seeds',
  models: 'demo/models/*.ts',
});
