// Assignments of an UPDATE for whichever fields a patch gives.

/**
 * `name = $2` and so on, numbered from 2 because $1 is the row's id, with the values in that order.
 * `fields` are ours, never from outside.
 */
export function assignments<Field extends string>(
  fields: readonly Field[],
  patch: { [Each in Field]?: unknown },
): { sets: string[]; values: unknown[] } {
  const given = fields.filter((field) => patch[field] !== undefined)
  return {
    sets: given.map((field, index) => `${field} = $${index + 2}`),
    values: given.map((field) => patch[field]),
  }
}
