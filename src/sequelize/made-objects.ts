import { type Ask, misnamedIn, type SchemaObject, schemaObjects } from '../dialects/sqlite/ddl/schema-objects.ts';
import { Unsupported } from '../errors.ts';
import type { SchemaObject as Made } from '../model/schema.ts';

/**
 * The views and triggers that a step makes on SQLite, which takes any text for them and finds out only when they are used. What one names may be made
 * later in the step: they are looked at when it ends.
 */
export class MadeObjects {
  readonly #names = new Set<string>();

  note({ type, name }: Pick<Made, 'type' | 'name'>): void {
    if (type === 'view' || type === 'trigger') this.#names.add(`${type} ${name.name.toLowerCase()}`);
  }

  clear(): void {
    this.#names.clear();
  }

  /** Throws UNSUPPORTED for the first that names a column or table which is not there. */
  async refuseMisnamed(ask: Ask): Promise<void> {
    if (this.#names.size === 0) return;
    const isMade = ({ type, name }: SchemaObject) => this.#names.has(`${type} ${name.toLowerCase()}`);
    const made = (await schemaObjects(ask)).filter(isMade);
    this.clear();
    for (const object of made) {
      const reason = await misnamedIn(ask, object);
      if (reason === null) continue;
      throw new Unsupported(
        `the ${object.type} "${object.name}" does not compile: ${reason}`,
        'name what is there when the revision ends, or leave it out',
      );
    }
  }
}
