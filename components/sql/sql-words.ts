// The functions that agents know, SQLite's and osquery's, with a line of help, and the keywords.
import type { Suggestion } from './sql-scope'

const functions: Record<string, [arguments_: string, help: string]> = {
  count: ['*', 'how many rows'],
  sum: ['x', 'of all rows'],
  total: ['x', 'like sum, 0.0 for no rows'],
  min: ['x, …', 'least of a column, or of several values'],
  max: ['x, …', 'greatest of a column, or of several values'],
  avg: ['x', 'mean of all rows'],
  group_concat: ['x, separator', 'all values as one text'],
  coalesce: ['x, y, …', 'the first that is not NULL'],
  ifnull: ['x, y', 'y where x is NULL'],
  nullif: ['x, y', 'NULL where both are equal'],
  iif: ['condition, x, y', 'x where the condition holds, else y'],
  length: ['x', 'in characters'],
  lower: ['x', 'in small letters'],
  upper: ['x', 'in capitals'],
  substr: ['x, start, length', 'a part; the first character is 1'],
  trim: ['x, characters', 'without blanks, or those characters, at both ends'],
  replace: ['x, from, to', 'each occurrence'],
  instr: ['x, y', 'where y begins in x; 0: nowhere'],
  hex: ['x', 'as hexadecimal digits'],
  printf: ['format, …', 'as in C'],
  round: ['x, digits', 'to the nearest'],
  abs: ['x', 'without its sign'],
  random: ['', 'a number of 64 bits'],
  date: ['time, modifier, …', 'YYYY-MM-DD'],
  datetime: ['time, modifier, …', "datetime(x, 'unixepoch') for seconds since 1970"],
  strftime: ['format, time, …', "strftime('%s', 'now') for seconds since 1970"],
  json_extract: ['json, path', "json_extract(x, '$.name')"],
  json_each: ['json', 'a table: one row for each element'],
  row_number: ['', 'over (…): the place of the row'],
  split: ['x, characters, n', 'the nth piece, from 0; osquery'],
  regex_match: ['x, pattern, n', 'the nth group, 0 for the whole match; osquery'],
  regex_split: ['x, pattern, n', 'the nth piece, from 0; osquery'],
  concat: ['x, y, …', 'NULL counts as empty; osquery'],
  concat_ws: ['separator, x, …', 'joined, NULL left out; osquery'],
  version_compare: ['a, b, scheme', '-1, 0 or 1; osquery'],
  in_cidr_block: ['block, address', '1 where the address is in it; osquery'],
  inet_aton: ['address', 'IPv4 as a number; osquery'],
  community_id_v1: ['from, to, port, port, protocol', 'hash of a connection; osquery'],
  to_base64: ['x', 'osquery'],
  from_base64: ['x', 'osquery'],
  conditional_to_base64: ['x', 'only where it is not plain text; osquery'],
  md5: ['x', 'of the text; osquery'],
  sha1: ['x', 'of the text; osquery'],
  sha256: ['x', 'of the text; osquery'],
}

export const sqlFunctions: readonly Suggestion[] = Object.entries(functions).map(
  ([label, [given, help]]) => ({
    label,
    kind: 'function',
    detail: `(${given})`,
    help,
    boost: -10,
  }),
)

const words =
  'SELECT FROM WHERE JOIN LEFT INNER CROSS NATURAL ON USING GROUP BY ORDER LIMIT OFFSET HAVING UNION ' +
  'ALL EXCEPT INTERSECT DISTINCT AS AND OR NOT IN LIKE GLOB BETWEEN IS NULL CASE WHEN THEN ELSE END ' +
  'WITH RECURSIVE EXISTS ASC DESC COLLATE CAST ESCAPE OVER PARTITION VALUES'

export const sqlKeywords: readonly Suggestion[] = words
  .split(' ')
  .map((label) => ({ label, kind: 'keyword', detail: '', boost: -5 }))
