// Statements of our own with every feature of grammar that shipped packs use and more, so that the
// checker is held to it where those packs are not at hand.
import { expect, test } from 'vitest'
import { checkSql } from '@/lib/sql/check'

const right: Record<string, string> = {
  'a semicolon at the end': 'select pid, name from processes;',
  'white space, comments and line breaks':
    '\n  select pid -- the number\n  /* and\n nothing else */ from processes\n;  -- end\n',
  'several joins with USING and ON':
    'select u.username, c.path from users u join crontab c on c.path like u.directory || "/%" join groups using (gid)',
  'a comma join with conditions':
    'select p.name, l.port from listening_ports as l, processes as p where p.pid = l.pid and l.port != 0',
  'left joins and IS NULL':
    'select p.pid from processes p left join users u on u.uid = p.uid where u.uid is null',
  'a cross join of subqueries':
    'select a.x, b.y from (select 1 as x) a cross join (select 2 as y) b',
  'nested subqueries in FROM and WHERE':
    "select path from file where directory in (select directory || '/.ssh' from users where shell not like '%false') and filename in (select 'id_rsa')",
  'a correlated subquery':
    'select uid from users u where not exists (select 1 from processes p where p.uid = u.uid)',
  'several WITH, one recursive, one with columns':
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < 5), h as materialized (select path from processes) select i, h.path from n, h where h.path <> ''",
  'union, except and intersect with order and limit':
    'select pid from processes union select parent from processes except select 0 intersect select 1 order by 1 desc limit 5 offset 1',
  'group by, having and aggregates':
    'select name, count(*) as many, group_concat(distinct pid) from processes group by name having many > 1 order by many desc',
  'an aggregate with FILTER and a window':
    'select pid, row_number() over (partition by uid order by start_time desc), count(*) filter (where uid = 0) over () from processes',
  'CASE in both forms':
    "select case when uid = 0 then 'root' else 'other' end, case uid when 0 then 1 end from users",
  'CAST, COLLATE and BETWEEN':
    'select cast(pid as text) from processes where pid between 1 and 5 and name = path collate nocase',
  'agent collations': "select name from deb_packages where version < '2.0' collate version_dpkg",
  'LIKE with ESCAPE, GLOB and REGEXP':
    "select path from file where path like '/home/%/.!%' escape '!' or path glob '/tmp/*'",
  'IN with a list and a table':
    "select name from processes where uid in (0, 1) and name not in ('a')",
  'a row value': 'select pid from processes where (uid, gid) in (select uid, gid from users)',
  'JSON functions and tables':
    "select json_extract(j.value, '$.id') as id from curl c, json_each(c.result) j where c.url = 'https://localhost'",
  'quoted names in all styles':
    'select "pid", `name`, [path] from "processes" as `p q` where "p q".pid > 0',
  'texts with quotes and percent signs': "select 'it''s', '100%', '\"', x'00ff' from time",
  'numbers of all kinds': 'select 1, 1.5, .5, 1e3, 0xff, -1, ~1 from time',
  dates:
    "select datetime(start_time, 'unixepoch') from processes where start_time > strftime('%s', 'now') - 3600",
  'operators of bits and texts':
    'select pid << 2 | 1, name || path, uid & 4, pid % 2 from processes',
  'osquery’s functions':
    "select split(path, '/', 0), regex_match(name, 'a(b)', 1), concat(name, pid), sha256(name), in_cidr_block('10.0.0.0/8', '10.0.0.1') from processes",
  'a table by an older name': 'select address from hosts',
  'a table of extra arguments':
    "select key, name, data from registry where key like 'HKEY_LOCAL_MACHINE\\SOFTWARE\\%%'",
  'values alone': "values (1, 'a'), (2, 'b')",
  'explain query plan': 'explain query plan select pid from processes',
  'hidden columns by name': 'select eid from process_events',
  'capitals and names of any case': 'SELECT PID, Name FROM Processes WHERE On_Disk = 0',
}

test.each(Object.entries(right))('%s is right', async (_, sql) => {
  expect((await checkSql(sql)).errors).toEqual([])
})

const wrong: Record<string, [sql: string, message: string]> = {
  'a table that osquery dropped': ['select 1 from opera_extensions', 'no such table'],
  'a second statement': ['select 1; select 2', 'Only one statement'],
  'a write': ['delete from users', 'Only SELECT'],
  'an agent function with too few arguments': ["select split('a')", 'wrong number of arguments'],
  'an aggregate in WHERE': ['select pid from processes where count(*) > 1', 'misuse of aggregate'],
  'columns that do not match in a union': [
    'select 1 union select 1, 2',
    'number of result columns',
  ],
  'a bracket that is not closed': ['select (1', 'incomplete input'],
  'a text that is not closed': ["select 'a", 'unrecognized token'],
}

test.each(Object.entries(wrong))('%s is wrong', async (_, [sql, message]) => {
  expect((await checkSql(sql)).errors[0]?.message).toContain(message)
})
