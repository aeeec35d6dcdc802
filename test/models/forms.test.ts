import assert from 'node:assert/strict';
import { desiredSchema } from '../../src/models/desired.ts';
import { contextFor } from '../support/context.ts';
import { createProject } from '../support/project.ts';

interface Case {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  readonly type?: 'module' | 'commonjs';
  readonly models?: readonly string[];
  readonly options?: Record<string, unknown>;
  /** `table(column, …) < file`, sorted. */
  readonly tables: readonly string[];
  readonly silent?: readonly string[];
}

const USER = '{ id: { type: DataTypes.INTEGER, primaryKey: true, autoIncrement: true }, email: DataTypes.STRING }';
const PLAIN = '{ timestamps: false }';
// As `sequelize init` writes it.
const INDEX = `'use strict';
const fs = require('fs'); const path = require('path'); const Sequelize = require('sequelize');
const config = require(__dirname + '/../config/config.json')[process.env.NODE_ENV || 'development'];
const db = {}; let sequelize = new Sequelize(config.database, config.username, config.password, config);
fs.readdirSync(__dirname).filter((file) => file !== 'index.js').forEach((file) => {
  const model = require(path.join(__dirname, file))(sequelize, Sequelize.DataTypes); db[model.name] = model;
});
module.exports = db;`;
const BAD_DB = `new Sequelize('postgres://nobody:none@127.0.0.1:1/none')`;

const CASES: readonly Case[] = [
  {
    title: 'functions of sequelize-cli in CommonJS, with associate, beside the index.js of sequelize init',
    type: 'commonjs',
    files: {
      'models/user.js': `'use strict';
const { Model } = require('sequelize');
module.exports = (sequelize, DataTypes) => {
  class User extends Model { static associate(models) { User.hasMany(models.Post, { foreignKey: 'userId' }); } }
  User.init({ email: DataTypes.STRING }, { sequelize, modelName: 'User', timestamps: false });
  return User;
};`,
      'models/post.js': `module.exports = (sequelize, DataTypes) => {
  const Post = sequelize.define('Post', { title: DataTypes.STRING }, ${PLAIN});
  Post.associate = (models) => { Post.belongsToMany(models.User, { through: 'likes', timestamps: false }); };
  return Post;
};`,
      'models/index.js': INDEX,
    },
    tables: [
      'Posts(id title userId) < models/post.js',
      'Users(id email) < models/user.js',
      'likes(PostId UserId) < models/post.js',
    ],
  },
  {
    title: 'functions of sequelize-cli that require their index in a circle, whose instance has options',
    type: 'commonjs',
    files: {
      'models/booking.js': `const { sequelize: unused } = require('.');
module.exports = (sequelize, DataTypes) => sequelize.define('Booking', { startDate: DataTypes.DATE });`,
      'models/index.js': INDEX,
      'config/config.json': `{ "development": { "dialect": "mysql", "database": "x", "host": "127.0.0.1", "port": 1, "define": { "underscored": true, "timestamps": false } } }`,
    },
    tables: ['bookings(id start_date) < models/booking.js'],
  },
  {
    title: 'a default export in TypeScript whose imports have no extension',
    files: {
      'models/user.ts': `import type { Sequelize, DataTypes as Types } from 'sequelize';
import { timestamps } from './base';
export default (sequelize: Sequelize, DataTypes: typeof Types) => sequelize.define('User', ${USER}, timestamps);`,
      'models/base.ts': 'export const timestamps = { timestamps: false };',
    },
    models: ['models/**/*.ts', '!models/base.ts'],
    tables: ['Users(id email) < models/user.ts'],
  },
  {
    title: 'init functions and static init, in one file each or together',
    files: {
      'models/a.mjs': `import { DataTypes, Model } from 'sequelize';
export class A extends Model {}
export function init(sequelize) { A.init(${USER}, { sequelize, ...${PLAIN} }); }`,
      'models/b.mjs': `export function initB(sequelize, DataTypes) { return sequelize.define('B', ${USER}, ${PLAIN}); }
export function initC(sequelize, DataTypes) { return sequelize.define('C', ${USER}, ${PLAIN}); }
export function createB(values) { throw new Error('no model'); }`,
      'models/d.mjs': `import { DataTypes, Model } from 'sequelize';
export class D extends Model { static init(sequelize) { return super.init(${USER}, { sequelize, ...${PLAIN} }); } }
export default class E extends Model { static initModel(sequelize) { return E.init(${USER}, { sequelize, ...${PLAIN} }); } }`,
    },
    tables: [
      'As(id email) < models/a.mjs',
      'Bs(id email) < models/b.mjs',
      'Cs(id email) < models/b.mjs',
      'Ds(id email) < models/d.mjs',
      'Es(id email) < models/d.mjs',
    ],
  },
  {
    title: 'classes bound to the own instance of the project, which never connects',
    files: {
      'db.ts': `import { Sequelize } from 'sequelize';
export const sequelize = ${BAD_DB.replace("')", "', { define: { underscored: true, timestamps: false } })")};
await sequelize.authenticate();
await sequelize.sync();`,
      'src/user.ts': `import { DataTypes, Model } from 'sequelize';
import { sequelize } from '../db.ts';
export class User extends Model { declare firstName: string; }
User.init({ firstName: DataTypes.STRING }, { sequelize });`,
      'src/post.ts': `import { DataTypes } from 'sequelize';
import { sequelize } from '../db.ts';
import { User } from './user.ts';
const Post = sequelize.define('BlogPost', { title: DataTypes.STRING });
Post.belongsTo(User);`,
    },
    models: ['src/**/*.ts'],
    tables: ['blog_posts(id title user_id) < src/post.ts', 'users(id first_name) < src/user.ts'],
  },
  {
    title: 'an index that binds and associates, with the options of the own instance',
    files: {
      'db.js': `import { Sequelize } from 'sequelize'; export default ${BAD_DB.replace("')", "', { define: { timestamps: false } })")};`,
      'models/index.js': `import sequelize from '../db.js'; import initUser from './user.js'; import { Post } from './post.js';
export const User = initUser(sequelize); Post.setup(sequelize); Post.belongsTo(User, { as: 'author' });`,
      'models/user.js': `import { DataTypes } from 'sequelize'; export default (sequelize) => sequelize.define('User', ${USER});`,
      'models/post.js': `import { DataTypes, Model } from 'sequelize';
export class Post extends Model { static setup(sequelize) { Post.init(${USER}, { sequelize }); } }`,
    },
    tables: ['Posts(id email authorId) < models/post.js', 'Users(id email) < models/user.js'],
  },
  {
    title: 'what sequelize-auto writes: classes with initModel and an init-models file',
    files: {
      'models/user.js': `import { DataTypes, Model } from 'sequelize';
export default class user extends Model { static initModel(sequelize) { return super.init(${USER}, { sequelize, tableName: 'user', timestamps: false }); } }`,
      'models/post.js': `import { DataTypes, Model } from 'sequelize';
export default class post extends Model { static initModel(sequelize) { return super.init({ user_id: { type: DataTypes.INTEGER, references: { model: 'user', key: 'id' } } }, { sequelize, tableName: 'post', timestamps: false }); } }`,
      'models/init-models.js': `import _user from './user.js'; import _post from './post.js';
export default function initModels(sequelize) { const user = _user.initModel(sequelize); const post = _post.initModel(sequelize);
post.belongsTo(user, { as: 'user', foreignKey: 'user_id' }); user.hasMany(post, { as: 'posts', foreignKey: 'user_id' }); return { user, post }; }`,
    },
    tables: ['post(id user_id) < models/post.js', 'user(id email) < models/user.js'],
  },
  {
    title: 'classes of sequelize-typescript that no instance has yet',
    files: {
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": true } }',
      'models/person.ts': `import { Column, DataType, HasMany, Model, Table } from 'sequelize-typescript';
import { Pet } from './pet';
@Table({ tableName: 'people', timestamps: false })
export class Person extends Model { @Column(DataType.STRING(40)) declare name: string; @Column declare age: number; @HasMany(() => Pet) declare pets: Pet[]; }`,
      'models/pet.ts': `import { Column, DataType, ForeignKey, Model, Table } from 'sequelize-typescript';
import { Person } from './person';
@Table({ tableName: 'pets', timestamps: false })
export class Pet extends Model { @ForeignKey(() => Person) @Column(DataType.INTEGER) declare personId: number; }`,
    },
    tables: ['people(id name age) < models/person.ts', 'pets(id personId) < models/pet.ts'],
  },
  {
    title: 'classes of sequelize-typescript that the own instance names by their folder',
    type: 'commonjs',
    files: {
      'db.ts': `import { Sequelize } from 'sequelize-typescript';
export const sequelize = new Sequelize('postgres://nobody:none@127.0.0.1:1/none', { models: [__dirname + '/models'], define: { timestamps: false } });`,
      'models/person.ts': `import { Column, DataType, Model, Table } from 'sequelize-typescript';
import '../db';
@Table
export default class Person extends Model { @Column(DataType.TEXT) declare name: string; }`,
    },
    tables: ['People(id name) < models/person.ts'],
  },
  {
    title: 'files that say how models belong together',
    files: {
      'models/user.js': `export default (sequelize, DataTypes) => sequelize.define('User', ${USER}, ${PLAIN});`,
      'models/post.js': `export default (sequelize, DataTypes) => sequelize.define('Post', ${USER}, ${PLAIN});`,
      'models/associations.js': 'export function setupAssociations({ User, Post }) { Post.belongsTo(User); }',
    },
    tables: ['Posts(id email UserId) < models/post.js', 'Users(id email) < models/user.js'],
  },
  {
    title: 'files that register none, by name',
    files: {
      'models/user.js': `export default (sequelize, DataTypes) => sequelize.define('User', ${USER}, ${PLAIN});`,
      'models/forgotten.js': `import { Model } from 'sequelize'; export class Forgotten extends Model {}`,
      'models/types.js': 'export const KINDS = ["a"];',
      'models/index.js': `export * from './types.js';`,
      'models/user.test.js': 'throw new Error("no model")',
    },
    tables: ['Users(id email) < models/user.js'],
    silent: ['models/forgotten.js', 'models/types.js'],
  },
  {
    title: 'options that the project gives its instance',
    files: {
      'models/user.js': `export default (sequelize, DataTypes) => sequelize.define('AppUser', { firstName: DataTypes.STRING });`,
    },
    options: { define: { underscored: true, timestamps: false } },
    tables: ['app_users(id first_name) < models/user.js'],
  },
];

describe('models are loaded', () => {
  for (const {
    title,
    files,
    type = 'module',
    models = ['models/**/*.{js,mjs,ts}'],
    options,
    tables,
    silent = [],
  } of CASES)
    it(`from ${title}`, async () => {
      const project = createProject(files, { type });
      try {
        const context = contextFor('sqlite::memory:', project.folder);
        const found = await desiredSchema(context, { models, ...(options && { options }) });
        const fileOf = new Map(found.models.map(({ table, file }) => [table.name, file]));
        const shown = found.schema.tables.map(
          ({ name, columns }) =>
            `${name.name}(${columns.map((column) => column.name).join(' ')}) < ${fileOf.get(name.name)}`,
        );
        assert.deepEqual({ tables: shown, silent: found.silent }, { tables, silent });
      } finally {
        project.remove();
      }
    });

  for (const { title, files, message, remedy } of [
    {
      title: 'that throws',
      files: { 'models/user.js': 'throw new Error("out of cheese");' },
      message: /^models\/user\.js:1:7 cannot be loaded: out of cheese$/,
      remedy: 'mend the file',
    },
    {
      title: 'whose function throws',
      files: {
        'models/user.js': 'export default (sequelize, DataTypes) => { sequelize.define("User", { a: undefined }); };',
      },
      message: /^the models of models\/user\.js cannot be made: /,
      remedy: 'mend the file',
    },
    {
      title: 'that is not there',
      files: {},
      message: /^"models" names models\/\*\.js, and that is not there$/,
      remedy: 'ls models/*.js',
    },
    {
      title: 'that the database refuses',
      files: {
        'models/user.js': `export default (sequelize, DataTypes) => sequelize.define('User', { a: { type: 'INTEGER CHECK (' } }, ${PLAIN});`,
      },
      message: /^models\/user\.js \(table Users\) cannot be made: /,
      remedy: 'mend the model',
    },
  ])
    it(`and a file ${title} is named`, async () => {
      const project = createProject(files as Record<string, string>);
      try {
        await assert.rejects(
          desiredSchema(contextFor('sqlite::memory:', project.folder), { models: ['models/*.js'] }),
          (error) => {
            const { code, ...said } = error as Error & { code: string; remedy: string };
            assert.equal(code, 'CONFIG_INVALID');
            assert.match((error as Error).message, message);
            assert.equal(said.remedy, remedy);
            return true;
          },
        );
      } finally {
        project.remove();
      }
    });
});
