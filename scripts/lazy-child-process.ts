import type { Plugin } from 'esbuild';

/** For esbuild: commander asks for child_process at its start, for a kind of sub-command that we do not have, which is 4 ms of every start. */
export const lazyChildProcess: Plugin = {
  name: 'lazy-child-process',
  setup(setup) {
    setup.onResolve({ filter: /^(?:node:)?child_process$/ }, ({ importer }) =>
      importer.includes('commander') ? { path: 'child_process', namespace: 'lazy' } : undefined,
    );
    setup.onLoad({ filter: /.*/, namespace: 'lazy' }, () => ({
      contents: "module.exports = { spawn: (...args) => process.getBuiltinModule('child_process').spawn(...args) };",
    }));
  },
};
