/** The kind of a difference that is none of the database: a model file that registers no model. */
export const SILENT_FILE = 'model file';

/** A sentence for a file among the models that registers none, with what to do. */
export function silentWords(file: string): string {
  return `${file} is among the models and registers no model: export what defines one, or leave the file out with "!${file}" in "models"`;
}
