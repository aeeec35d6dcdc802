import type { LoadedModel, RecordingSequelize, SequelizePackage } from './sequelize.ts';

/** What a model file offers, besides models that are bound already. */
export interface Offer {
  /** What registers models when it is given an instance: `(sequelize, DataTypes) => Model`, `init(sequelize)`. */
  readonly definitions: readonly ((sequelize: RecordingSequelize) => unknown)[];
  /** Classes with the decorators of sequelize-typescript that no instance has yet. */
  readonly decorated: readonly unknown[];
  /** What says how models belong together once all are there. */
  readonly associations: readonly ((models: object) => unknown)[];
}

type Callable = ((...args: unknown[]) => unknown) & Readonly<Record<string, unknown>>;

// Of the functions that a file exports by name, those that are sure to want an instance: others may do anything.
const DEFINES = /^(?:init|define)(?:[A-Z_].*)?$|Factory$/;
const ASSOCIATES = /^(?:associate|(?:setup|set|init|define|apply|create|add|make)?[aA]ssociations?)$/;
const OWN_INITS = ['initModel', 'init', 'initialize', 'define'];

/** What the exports of a model file offer. */
export function offerOf(namespace: unknown, packages: SequelizePackage): Offer {
  const offers = [...exported(namespace)].map(([name, value]) => offered(name, value, packages));
  return {
    definitions: offers.flatMap(({ definitions = [] }) => definitions),
    decorated: offers.flatMap(({ decorated = [] }) => decorated),
    associations: offers.flatMap(({ associations = [] }) => associations),
  };
}

// Names and values of a namespace, of the object that is its default, and of the default of that; each value once.
function exported(namespace: unknown, depth = 0): ReadonlyMap<string, Callable> {
  const found = new Map<string, Callable>();
  if (typeof namespace === 'function') return found.set('default', namespace as unknown as Callable);
  if (namespace === null || typeof namespace !== 'object' || depth > 2) return found;
  const seen = new Set<unknown>();
  const add = (name: string, value: unknown) => {
    if (typeof value !== 'function' || seen.has(value)) return;
    seen.add(value);
    found.set(name, value as unknown as Callable);
  };
  const { default: inner, ...named } = namespace as Record<string, unknown>;
  for (const [name, value] of Object.entries(named)) if (name !== 'module.exports') add(name, value);
  for (const [name, value] of exported(inner, depth + 1)) add(name, value);
  return found;
}

function offered(name: string, value: Callable, packages: SequelizePackage): Partial<Offer> {
  if (isModel(value, packages)) return ofClass(value, packages);
  if (ASSOCIATES.test(name)) return { associations: [(models) => value(models)] };
  const wanted = name === 'default' ? !isClass(value) : DEFINES.test(name);
  if (!wanted || value.length < 1 || value.length > 3) return {};
  return { definitions: [(sequelize) => value(sequelize, packages.DataTypes, packages.Sequelize)] };
}

function ofClass(value: Callable, packages: SequelizePackage): Partial<Offer> {
  if ((value as unknown as Partial<LoadedModel>).sequelize !== undefined) return {};
  if (isDecorated(value)) return { decorated: [value] };
  const init = OWN_INITS.find((name) => Object.hasOwn(value, name) && typeof value[name] === 'function');
  if (init === undefined) return {};
  return { definitions: [(sequelize) => (value[init] as Callable).call(value, sequelize, packages.DataTypes)] };
}

// Another copy of Sequelize has another Model: its static functions tell.
function isModel(value: Callable, { Model }: SequelizePackage): boolean {
  return (value.prototype as unknown) instanceof Model || (typeof value.getTableName === 'function' && isClass(value));
}

const isClass = (value: Callable) => /^class\b/.test(Function.prototype.toString.call(value));

// What sequelize-typescript (2.1) notes of a class with @Table.
function isDecorated({ prototype }: Callable): boolean {
  const { getMetadata } = Reflect as { getMetadata?: (key: string, target: unknown) => unknown };
  return getMetadata?.('sequelize:modelName', prototype) !== undefined;
}
