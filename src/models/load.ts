import { createRequire } from 'node:module';
import { relative } from 'node:path';
import { setImmediate as tick } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { installed } from '../dialects/installed.ts';
import { ConfigInvalid, isMigratorError, sentenceOf } from '../errors.ts';
import { importFile } from '../revisions/import.ts';
import { lendPackages } from '../revisions/lend.ts';
import { isModule } from '../revisions/with-jiti.ts';
import { type Offer, offerOf } from './exported.ts';
import { gathers, modelFiles, readsItsFolder } from './files.ts';
import type { ModelGuard } from './guard.ts';
import type { Recording } from './recording.ts';
import type { InstanceClass, LoadedModel, RecordingSequelize } from './sequelize.ts';

/** Where models are looked for. */
export interface ModelSources {
  /** The user's project: the entries start here. */
  readonly directory: string;
  /** Globs, folders or files. */
  readonly models: readonly string[];
  /** What the project gives its own `new Sequelize(…)`: `define`, `schema`, … */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The models of a project. */
export interface LoadedModels {
  /** In the order of their definition. `file`: relative to the project; null: no file under the glob defines it. */
  readonly models: readonly { readonly model: LoadedModel; readonly file: string | null }[];
  /** Files that register no model, relative to the project. */
  readonly silent: readonly string[];
}

/**
 * Imports the model files and binds what is not bound: to the project's own instance where one is made on the way, else to one of ours. Nothing
 * connects anywhere. Throws CONFIG_INVALID with the file when one does not load, or its function throws.
 */
export async function loadModels(
  sources: ModelSources,
  recording: Recording,
  guard: ModelGuard,
): Promise<LoadedModels> {
  const { directory, options } = sources;
  const files = await modelFiles(directory, sources.models);
  const origins = new Origins(files, recording);
  const offers: { file: string; offer: Offer }[] = [];
  for (const [index, file] of files.entries()) {
    if (index % FILES_A_TURN === 0) await tick();
    guard.begins(file, index % FILES_A_TURN === 0);
    const namespace = await imported(file, directory);
    offers.push({ file, offer: offerOf(namespace, recording.packages) });
  }
  let ours: RecordingSequelize | null = null;
  const host = (Class: () => InstanceClass = () => recording.packages.Sequelize) => {
    ours ??= recording.instances[0] ?? recording.open(Class(), options);
    return ours;
  };
  bindDecorated(offers, recording, (Class) => host(Class), directory);
  for (const { file, offer } of offers) {
    // a file that gathers the others, or one that imports this one, may have called it
    if (origins.has(file)) continue;
    for (const define of offer.definitions) {
      origins.during(file, () => attempt(file, directory, () => define(host())));
    }
  }
  const models = recording.instances.flatMap(({ modelManager }) => modelManager.models);
  associate(models, offers, origins, directory);
  refuseReplaced(recording, origins, directory);
  const shown = (file: string | null) => (file === null ? null : relative(directory, file));
  const all = recording.instances.flatMap(({ modelManager }) => modelManager.models);
  return {
    models: all.map((model) => ({ model, file: shown(origins.of(model)) })),
    silent: offers
      .filter(({ file, offer }) => !origins.has(file) && !gathers(file) && offer.associations.length === 0)
      .map(({ file }) => relative(directory, file)),
  };
}

// What is under way meanwhile (a question to the database) gets its turn.
const FILES_A_TURN = 16;

// That index is loaded where it can be, because models may require it in a circle; without an environment for it we read the folder.
async function imported(file: string, directory: string): Promise<unknown> {
  await lendPackages(directory);
  const required = requiredAsCommonJs(file);
  if (required !== null) return required;
  const loading = importFile(file, { directory, declares: false });
  return readsItsFolder(file) ? loading.catch(() => null) : loading;
}

// Half the time of `import`, which looks into CommonJS for names first. What fails here is for the import to say, or to do better.
function requiredAsCommonJs(file: string): { readonly default: unknown } | null {
  if (!/\.c?js$/.test(file) || isModule(file)) return null;
  try {
    return { default: createRequire(file)(file) };
  } catch {
    return null;
  }
}

function bindDecorated(
  offers: readonly { readonly file: string; readonly offer: Offer }[],
  recording: Recording,
  host: (Class: () => InstanceClass) => RecordingSequelize,
  directory: string,
): void {
  const classes = offers.flatMap(({ offer }) => offer.decorated);
  const [first] = offers.filter(({ offer }) => offer.decorated.length > 0);
  if (first === undefined) return;
  const Class = () => (installed('sequelize-typescript', directory) as { readonly Sequelize: InstanceClass }).Sequelize;
  const own = recording.instances.find(({ addModels }) => addModels !== undefined) ?? host(Class);
  attempt(first.file, directory, () => own.addModels?.(classes));
  for (const { file, offer } of offers)
    for (const model of offer.decorated) recording.callers.set(model as LoadedModel, [file]);
}

// Sequelize puts the second model of a name in the place of the first, whose columns are nowhere then.
function refuseReplaced({ replaced }: Recording, origins: Origins, directory: string): void {
  for (const [first, second] of replaced) {
    const [one, other] = [origins.of(first), origins.of(second)];
    const columns = [first, second].map((model) => Object.keys(model.tableAttributes).sort().join());
    if (one === null || other === null || one === other || columns[0] === columns[1]) continue;
    const [here, there] = [relative(directory, one), relative(directory, other)];
    throw new ConfigInvalid(
      `${here} and ${there} both define the model "${first.name}", with different attributes: Sequelize keeps the second alone`,
      'give one of them another name',
    );
  }
}

function associate(
  models: readonly LoadedModel[],
  offers: readonly { readonly file: string; readonly offer: Offer }[],
  origins: Origins,
  directory: string,
): void {
  const named = Object.fromEntries(models.map((model) => [model.name, model]));
  for (const model of models) {
    if (typeof model.associate !== 'function') continue;
    const before = Object.keys(model.associations).length > 0;
    attempt(origins.of(model) ?? model.name, directory, () => {
      try {
        model.associate?.({ ...named, ...model.sequelize.models });
      } catch (error) {
        // the project has called it already
        if (!before || !/two separate associations/.test(sentenceOf(error))) throw error;
      }
    });
  }
  for (const { file, offer } of offers)
    for (const belong of offer.associations) attempt(file, directory, () => belong(named));
}

function attempt(file: string, directory: string, work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (isMigratorError(error)) throw error;
    const words = sentenceOf(error).split('\n')[0];
    throw new ConfigInvalid(`the models of ${relative(directory, file)} cannot be made: ${words}`, 'mend the file', {
      cause: error,
    });
  }
}

/** Which file each model comes from. */
class Origins {
  readonly #files: ReadonlyMap<string, string>;
  readonly #recording: Recording;
  readonly #known = new Map<LoadedModel, string | null>();
  readonly #speaking = new Set<string | null>();
  #current: string | null = null;

  constructor(files: readonly string[], recording: Recording) {
    this.#files = new Map(files.flatMap((file) => [file, pathToFileURL(file).href].map((form) => [form, file])));
    this.#recording = recording;
  }

  /** What is defined while `work` runs comes from `file`, unless the stack knows better. */
  during(file: string, work: () => void): void {
    this.#current = file;
    work();
    this.#learn();
    this.#current = null;
  }

  of(model: LoadedModel): string | null {
    this.#learn();
    return this.#known.get(model) ?? null;
  }

  has(file: string): boolean {
    this.#learn();
    return this.#speaking.has(file);
  }

  #learn(): void {
    for (const [model, callers] of this.#recording.callers) {
      // the innermost that is a model file; one that gathers the others stands further out
      const caller = callers.find((path) => this.#files.has(path.replace(/\?.*$/, '')));
      const file = caller === undefined ? this.#current : (this.#files.get(caller.replace(/\?.*$/, '')) ?? null);
      this.#known.set(model, file);
      this.#speaking.add(file);
    }
    this.#recording.callers.clear();
  }
}
