export { type Config, defineConfig } from './config/config.ts';
export { parseDuration } from './config/duration.ts';
export { masked } from './config/mask.ts';
export { nearest } from './config/nearest.ts';
export { type Resolved, resolveSettings } from './config/resolve.ts';
export type { SequelizeProject } from './config/sequelize-project.ts';
export { type LegacySettings, requireDatabase, type Settings } from './config/settings.ts';
export type { ConfigFile, Flags, SettingsSources } from './config/sources.ts';
