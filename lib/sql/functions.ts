// The names of the functions that agents know: SQLite's own and those osquery adds.

/** Functions that agents add to SQLite, by their number of arguments; -1 takes any number. */
export const agentFunctions: Record<string, readonly number[]> = {
  regex_match: [3],
  regex_split: [3],
  split: [3],
  concat: [-1],
  concat_ws: [-1],
  version_compare: [2, 3],
  in_cidr_block: [2],
  inet_aton: [1],
  community_id_v1: [5, 6],
  to_base64: [1],
  from_base64: [1],
  conditional_to_base64: [1],
  md5: [1],
  sha1: [1],
  sha256: [1],
  carve: [1],
}

const sqliteFunctions =
  'abs avg ceil ceiling changes char coalesce concat count cume_dist date datetime dense_rank exp ' +
  'first_value floor format glob group_concat hex ifnull iif instr json json_array ' +
  'json_array_length json_each json_extract json_group_array json_group_object json_object ' +
  'json_quote json_tree json_type json_valid julianday lag last_value lead length like ln log ' +
  'log10 log2 lower ltrim max min mod nth_value ntile nullif percent_rank pow power printf quote ' +
  'random randomblob rank replace round row_number rtrim sign sqrt strftime string_agg substr ' +
  'substring sum time timediff total trim trunc typeof unhex unicode unixepoch upper zeroblob'

export const knownFunctions: readonly string[] = [
  ...new Set([...Object.keys(agentFunctions), ...sqliteFunctions.split(' ')]),
]
