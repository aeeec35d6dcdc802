/** `windlass/testing`: ready tests of a project's migrations, for mocha and whatever else has `describe` and `it`. */
export { type ScratchHistory, type ScratchOptions, scratchHistory } from './testing/scratch-history.ts';
export { type Framework, type LateDatabase, migrationSuite, type SuiteOptions } from './testing/suite.ts';
