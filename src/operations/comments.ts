import { type OperationContext, type OperationOptions, qualified, type TableArgument } from './context.ts';

/** Comments on tables and columns. SQLite has none: nothing is done there. */
export interface CommentOperations {
  /** `setComment(table, text)` or `setComment(table, column, text)`; null takes the comment away. */
  setComment(
    table: TableArgument,
    ...rest:
      | [text: string | null, options?: OperationOptions]
      | [column: string, text: string | null, options?: OperationOptions]
  ): Promise<void>;
}

/** COMMENT ON TABLE and COLUMN. */
export function commentOperations(context: OperationContext): CommentOperations {
  return {
    setComment: async (table, ...rest) => {
      const [first, second, third] = rest as readonly unknown[];
      const name = qualified(table);
      const onTable = rest.length === 1 || (typeof second === 'object' && second !== null);
      if (onTable)
        return context.make(
          [{ kind: 'set comment', on: { type: 'table', name, column: null }, to: first as string | null }],
          second as OperationOptions | undefined,
        );
      return context.make(
        [{ kind: 'set comment', on: { type: 'column', name, column: String(first) }, to: second as string | null }],
        third as OperationOptions | undefined,
      );
    },
  };
}
