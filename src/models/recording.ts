import type { Dialect } from '../dialects/dialect.ts';
import { installed } from '../dialects/installed.ts';
import { Unsupported } from '../errors.ts';
import type { InstanceClass, LoadedModel, RecordingSequelize, SequelizePackage } from './sequelize.ts';

const HOOK = 'windlass-models';
const FRAMES = 30;

/** The instances of Sequelize that are made while models load: of the target's dialect, and without a connection. */
export class Recording {
  readonly packages: SequelizePackage;
  readonly instances: RecordingSequelize[] = [];
  /** The files that each model's definition was called from, the innermost first. */
  readonly callers = new Map<LoadedModel, readonly string[]>();
  /** Models that another one of the same name and instance has taken the place of. */
  readonly replaced: (readonly [first: LoadedModel, second: LoadedModel])[] = [];
  readonly #written: string[] = [];
  readonly #dialect: Dialect;
  readonly #directory: string;
  readonly #restore: () => void;

  /** Begins. Throws UNSUPPORTED for an older Sequelize. */
  constructor(dialect: Dialect, directory: string) {
    this.#dialect = dialect;
    this.#directory = directory;
    this.packages = installed('sequelize', directory) as SequelizePackage;
    const { Sequelize } = this.packages;
    if (/^[1-5]\./.test(String(Sequelize.version)))
      throw new Unsupported(
        `the project in ${directory} has Sequelize ${Sequelize.version}, and Windlass works with Sequelize 6`,
        'npm install sequelize@6, or run windlass where Sequelize 6 is installed',
      );
    const before = (_: object, options: Record<string, unknown>) => void Object.assign(options, this.#atHome(options));
    Sequelize.addHook('beforeInit', HOOK, before);
    Sequelize.addHook('afterInit', HOOK, (instance: RecordingSequelize) => this.#hear(instance));
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = Math.max(limit, FRAMES);
    this.#restore = () => {
      Error.stackTraceLimit = limit;
      Sequelize.removeHook('beforeInit', HOOK);
      Sequelize.removeHook('afterInit', HOOK);
    };
  }

  /** An instance of ours, of that class of Sequelize. */
  open(Class: InstanceClass, options: Readonly<Record<string, unknown>>): RecordingSequelize {
    return new Class({ ...options, dialect: this.#dialect.name });
  }

  /** What `work` sends to any of the instances. */
  async written(work: () => Promise<void>): Promise<readonly string[]> {
    this.#written.length = 0;
    await work();
    return this.#written.splice(0);
  }

  /** Ends: instances that are made later are the application's own again. */
  end(): void {
    this.#restore();
  }

  #atHome({ models, modelPaths, timezone }: Record<string, unknown>): Record<string, unknown> {
    const name = this.#dialect.name;
    return {
      ...{ dialect: name, dialectModule: installed(name === 'postgres' ? 'pg' : 'sqlite3', this.#directory) },
      ...{ dialectModulePath: null, native: false, logging: false, benchmark: false, replication: false },
      ...(name === 'sqlite' && { storage: ':memory:', ...(timezone !== undefined && { timezone: '+00:00' }) }),
      // folders that sequelize-typescript would read with `require`: the glob says what there is
      ...(Array.isArray(models) && { models: models.filter((model) => typeof model === 'function') }),
      ...(modelPaths !== undefined && { modelPaths: [] }),
    };
  }

  #hear(instance: RecordingSequelize): void {
    this.instances.push(instance);
    const nowhere = { connection: 'none' };
    Object.assign(instance, {
      query: async (sql: unknown, options?: QueryOptions) => this.#answer(sql, options),
      close: async () => undefined,
      databaseVersion: async () => '0',
      // Sequelize's own (6.37) goes through all models for each that is defined
      isDefined: (name: string) => instance.models[name] !== undefined,
    });
    Object.assign(instance.connectionManager, {
      getConnection: async () => nowhere,
      releaseConnection: () => undefined,
      destroyConnection: async () => undefined,
      _refreshDynamicOIDs: async () => undefined,
      close: async () => undefined,
    });
    const named = new Map<string, LoadedModel>();
    instance.addHook('afterDefine', HOOK, (defined) => {
      const model = defined as unknown as LoadedModel;
      this.callers.set(model, callers());
      const first = named.get(model.name);
      if (first !== undefined && first !== model) this.replaced.push([first, model]);
      named.set(model.name, model);
    });
  }

  // What an empty database would answer.
  #answer(sql: unknown, options: QueryOptions = {}): unknown {
    const text = typeof sql === 'string' ? sql : (sql as { readonly query: string }).query;
    this.#written.push(text);
    if (options.plain === true) return null;
    return options.type === undefined || options.type === 'RAW' ? [[], { rows: [], rowCount: 0 }] : [];
  }
}

// The files of the stack; as text it takes a third of a millisecond.
function callers(): readonly string[] {
  const { prepareStackTrace } = Error;
  try {
    Error.prepareStackTrace = (_, sites) => sites.map((site) => site.getFileName() ?? '');
    return new Error('where').stack as unknown as readonly string[];
  } finally {
    Error.prepareStackTrace = prepareStackTrace;
  }
}

interface QueryOptions {
  readonly type?: string;
  readonly plain?: boolean;
}
